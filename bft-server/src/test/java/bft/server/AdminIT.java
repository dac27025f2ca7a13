package bft.server;

import static bft.server.TestServer.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bft.server.config.ServerConfig;
import bft.server.core.TrainingPlan;
import bft.server.optimiser.Schedule;
import bft.server.optimiser.Sgd;
import bft.worker.wire.Protocol;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class AdminIT {
    private static int status(TestServer s, HttpMethod method, String path) {
        return await(
                s.http.request(method, s.server.adminPort(), "127.0.0.1", path)
                        .compose(request -> request.send())
                        .map(HttpClientResponse::statusCode));
    }

    private static final int MANY = 200;
    private static final byte[] LAST =
            ("GET /health HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII);
    private static final String CLOSE = "connection: close\r\n\r\n";

    /** All that the port answers to these bytes until it closes the connection. */
    private static String raw(TestServer s, String bytes) {
        try (var socket = new Socket("127.0.0.1", s.server.adminPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
        ServerConfig config = TestServer.config("async", "votes", 2, new TrainingPlan(sgd, 9, 7));
        try (var s = new TestServer(config)) {
            RawClient raw = s.raw(TestServer.token(3));
            for (int version = 0; version < 4; version++) {
                var nan = RawClient.data(1, Float.NaN);
                await(raw.call(Protocol.PUSH, RawClient.header(version, version + 1, 2), nan));
                s.honestRound(2, version);
                await(s.client(0).pull(version));
            }
            var health = new JsonObject(s.admin("/health"));
            assertThat(health.getString("steps"))
                    .contains("filter votes as it arrives, up to 8 versions old");
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
            assertThat(status(s, HttpMethod.GET, "/nothing")).isEqualTo(404);
            assertThat(status(s, HttpMethod.POST, "/health")).isEqualTo(405);
        }
    }

    @Test
    void headAnswersAsGetWithoutABody() {
        try (var s = new TestServer(TestServer.config(2))) {
            for (String path : List.of("/health", "/metrics")) {
                String head = raw(s, "HEAD " + path + " HTTP/1.1\r\nhost: a\r\n" + CLOSE);
                assertThat(head).startsWith("HTTP/1.1 200 OK").endsWith("\r\n\r\n");
            }
            assertThat(raw(s, "HEAD /nothing HTTP/1.1\r\nhost: a\r\n" + CLOSE))
                    .startsWith("HTTP/1.1 404");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "BREW"})
    void anotherMethodIsToldWhichThereAre(String method) {
        try (var s = new TestServer(TestServer.config(2))) {
            assertThat(raw(s, method + " /health HTTP/1.1\r\nhost: a\r\n" + CLOSE))
                    .startsWith("HTTP/1.1 405")
                    .containsIgnoringCase("allow: GET, HEAD\r\n");
        }
    }

    /** None may hang, whatever it is answered; and none may keep the next from an answer. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET /metrics?x=%zz HTTP/1.1       | 400",
                "GET /metrics?x=%ZZ HTTP/1.1       | 400",
                "GET /metrics?%=%&name[]=% HTTP/1.1 | 400",
                "GET /metrics?name[]=%c3%28 HTTP/1.1 | 200",
                "GET /%zz HTTP/1.1                 | 404",
                "GET /health?x=%zz HTTP/1.1        | 200",
                "GET //health HTTP/1.1             | 404",
                "GET * HTTP/1.1                    | 404",
                "GET ?x HTTP/1.1                   | 404",
                "GET http://%/health HTTP/1.1      | 200",
                "GET /health                       | 400",
                "GET /health HTTP/9.9              | 501",
                "\u0016\u0003\u0001               | 400",
            })
    void aMalformedRequestIsAnsweredAndCounted(String line, int status) {
        try (var s = new TestServer(TestServer.config(2))) {
            String answer = raw(s, line + "\r\nhost: a\r\n" + CLOSE);
            assertThat(answer).as(line).startsWith("HTTP/").contains(" " + status + " ");
            if (status == 400) {
                assertThat(s.metric("bft_admin_refused_total{status=\"400\",}")).isEqualTo(1);
            }
        }
    }

    @Test
    void hugeHeadersAndLinesAreRefused() {
        try (var s = new TestServer(TestServer.config(2))) {
            String huge = "x".repeat(100_000);
            assertThat(raw(s, "GET /health HTTP/1.1\r\nhost: a\r\nx: " + huge + "\r\n" + CLOSE))
                    .startsWith("HTTP/1.1 431");
            assertThat(raw(s, "GET /" + huge + " HTTP/1.1\r\nhost: a\r\n" + CLOSE))
                    .contains(" 414 ");
            assertThat(status(s, HttpMethod.GET, "/health")).isEqualTo(200);
        }
    }

    @Test
    void whoKeepsConnectionsOpenLosesTheOldestAndTheOperatorIsAnswered() throws IOException {
        try (var s = new TestServer(TestServer.config(2))) {
            List<Socket> silent = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                silent.add(new Socket("127.0.0.1", s.server.adminPort()));
            }
            assertThat(status(s, HttpMethod.GET, "/health")).isEqualTo(200);
            silent.get(0).setSoTimeout(20_000);
            assertThat(silent.get(0).getInputStream().read()).isEqualTo(-1);
            for (Socket one : silent) {
                one.close();
            }
        }
    }

    /** An evicted connection is closed although its other end has not read the answers. */
    @Test
    void whoReadsNoAnswersIsClosedAndTheNewestGetsThemAll() throws IOException {
        byte[] request =
                "GET /metrics HTTP/1.1\r\nhost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        try (var s = new TestServer(TestServer.config(2))) {
            List<Socket> greedy = new ArrayList<>();
            for (int i = 0; i < 18; i++) {
                var socket = new Socket();
                socket.setReceiveBufferSize(4_096);
                socket.setSoTimeout(20_000);
                socket.connect(new InetSocketAddress("127.0.0.1", s.server.adminPort()));
                greedy.add(socket);
                for (int k = 0; k < MANY; k++) {
                    socket.getOutputStream().write(request);
                }
            }
            assertThat(status(s, HttpMethod.GET, "/health")).isEqualTo(200);
            assertThatThrownBy(() -> writeForever(greedy.get(0), request))
                    .isInstanceOf(IOException.class);
            greedy.get(17).getOutputStream().write(LAST);
            assertThat(answers(greedy.get(17))).isEqualTo(MANY + 1);
            assertThat(s.metric("bft_admin_evicted_total")).isGreaterThanOrEqualTo(2);
            for (Socket one : greedy) {
                one.close();
            }
        }
    }

    private static void writeForever(Socket socket, byte[] request) throws IOException {
        while (true) {
            socket.getOutputStream().write(request);
        }
    }

    /** How many answers come until the server closes the connection. */
    private static long answers(Socket socket) throws IOException {
        var all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return Pattern.compile("HTTP/1.1 200 OK").matcher(all).results().count();
    }
}
