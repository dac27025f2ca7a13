package bft.server;

import static bft.server.TestServer.await;
import static org.assertj.core.api.Assertions.assertThat;

import bft.server.config.ServerConfig;
import bft.server.core.Training;
import bft.server.optimiser.Schedule;
import bft.server.optimiser.Sgd;
import bft.worker.wire.Protocol;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class AdminIT {
    private static int status(TestServer s, HttpMethod method, String path) {
        return await(
                s.vertx
                        .createHttpClient()
                        .request(method, s.server.adminPort(), "127.0.0.1", path)
                        .compose(request -> request.send())
                        .map(HttpClientResponse::statusCode));
    }

    @Test
    void healthTellsHowTheJobIs() {
        try (var s = new TestServer(TestServer.config(2))) {
            var waiting = new JsonObject(s.admin("/health"));
            assertThat(waiting.getString("state")).isEqualTo("WAITING");
            assertThat(waiting.getString("message")).isEqualTo("0 of at least 3 workers joined");
            assertThat(status(s, HttpMethod.GET, "/health")).isEqualTo(200);
            s.server.end("enough");
            await(s.server.finished().otherwiseEmpty());
            assertThat(new JsonObject(s.admin("/health")).getString("message")).isEqualTo("enough");
            assertThat(status(s, HttpMethod.GET, "/health")).isEqualTo(503);
        }
    }

    @Test
    void healthTellsWhoIsDistrustedAndWhyInAStreamToo() {
        var sgd = new Sgd(new Schedule.Constant(1));
        ServerConfig config = TestServer.config("async", "votes", 2, new Training(sgd, 9, 7));
        try (var s = new TestServer(config)) {
            RawClient raw = s.raw(TestServer.token(3));
            for (int version = 0; version < 4; version++) {
                var nan = RawClient.data(1, Float.NaN);
                await(raw.call(Protocol.PUSH, RawClient.header(version, version + 1, 2), nan));
                s.honestRound(2, version);
                await(s.client(0).pull(version));
            }
            var health = new JsonObject(s.admin("/health"));
            assertThat(health.getString("steps")).contains("by filter votes, up to 8 versions old");
            assertThat(health.getJsonObject("distrusted").getMap())
                    .isEqualTo(Map.of("3", "non-finite"));
            assertThat(s.metric("bft_worker_refused_total{worker=\"3\",}")).isEqualTo(4);
            assertThat(s.metric("bft_worker_accepted_total{worker=\"0\",}")).isEqualTo(4);
            assertThat(s.metric("bft_gradient_staleness_versions_bucket{le=\"0.0\",}"))
                    .isEqualTo(12);
        }
    }

    @Test
    void metricsCanBeChosenByName() {
        try (var s = new TestServer(TestServer.config(2))) {
            assertThat(s.admin("/metrics")).contains("jvm_memory").contains("bft_model_version");
            assertThat(s.admin("/metrics?name[]=bft_model_version"))
                    .contains("bft_model_version 0.0")
                    .doesNotContain("jvm_memory");
        }
    }

    @Test
    void nothingElseIsThere() {
        try (var s = new TestServer(TestServer.config(2))) {
            assertThat(status(s, HttpMethod.GET, "/")).isEqualTo(404);
            assertThat(status(s, HttpMethod.POST, "/health")).isEqualTo(405);
        }
    }
}
