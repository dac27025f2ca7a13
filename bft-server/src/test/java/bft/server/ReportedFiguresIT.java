package bft.server;

import static bft.server.TestServer.await;
import static org.assertj.core.api.Assertions.assertThat;

import bft.aggregation.admission.Contribution;
import bft.aggregation.rules.Rules;
import bft.server.config.ServerConfig;
import bft.server.core.Deadlines;
import bft.server.core.JobSettings;
import bft.server.core.TrainingPlan;
import bft.server.metrics.RoundLog;
import bft.server.optimiser.Schedule;
import bft.server.optimiser.Sgd;
import bft.server.synchrony.Synchrony;
import bft.worker.verdict.Accepted;
import bft.worker.verdict.Verdict;
import bft.worker.wire.Figure;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What workers report over sockets: four workers, one of which may lie. */
@Timeout(120)
class ReportedFiguresIT {
    private static final double[] HONEST = {0.5, 0.25, 0.75};
    private static final double[] LIES = {Double.NaN, 1e300, -1e30, -1e17, 1e17};
    private final StringWriter log = new StringWriter();

    private static ServerConfig unanimous() {
        long second = 1_000_000_000L;
        var settings =
                new JobSettings(
                        TestServer.N,
                        Rules.of("median", TestServer.F),
                        Synchrony.bulkSynchronous(TestServer.N, TestServer.N, second),
                        new TrainingPlan(new Sgd(new Schedule.Constant(1)), LIES.length, 7),
                        new Deadlines(60 * second, 30 * second));
        return TestServer.config(settings, 2, 30_000);
    }

    private static float[] gradient(long version) {
        return new float[] {version, 1};
    }

    /** The liar is the last; its gradients are as good as any. */
    private static void round(TestServer s, long version) {
        List<Future<Verdict>> pushes = new ArrayList<>();
        for (int worker = 0; worker < TestServer.N; worker++) {
            double loss = worker < HONEST.length ? HONEST[worker] : LIES[(int) version];
            double steps = worker < HONEST.length ? worker + 1 : 1_000_000;
            var figures = new TreeMap<>(Map.of(Figure.LOSS, loss, Figure.LOCAL_STEPS, steps));
            var pushed = new Contribution(worker, version, gradient(version));
            pushes.add(s.client(worker).push(pushed, 0, figures));
        }
        pushes.forEach(push -> assertThat(await(push)).isInstanceOf(Accepted.class));
    }

    private static void silentRound(TestServer s, long version) {
        List<Future<Verdict>> pushes = new ArrayList<>();
        for (int worker = 0; worker < TestServer.N; worker++) {
            var pushed = new Contribution(worker, version, gradient(version));
            pushes.add(s.client(worker).push(pushed));
        }
        pushes.forEach(push -> assertThat(await(push)).isInstanceOf(Accepted.class));
    }

    @Test
    void aLiarMovesNoMedianOutOfTheHonestRangeAndNoParameter() {
        float[] expected = new float[0];
        try (var s = new TestServer(unanimous())) {
            for (long version = 0; version < LIES.length; version++) {
                silentRound(s, version);
                expected = await(s.client(0).pull(version)).parameters();
            }
        }
        var rounds = new RoundLog(log);
        try (var s = new TestServer(unanimous(), rounds)) {
            for (long version = 0; version < LIES.length; version++) {
                round(s, version);
                float[] model = await(s.client(0).pull(version)).parameters();
                JsonObject said =
                        new JsonObject(s.admin("/health"))
                                .getJsonObject("reported")
                                .getJsonObject("loss");
                assertThat(said.getDouble("median"))
                        .as("lie %s", LIES[(int) version])
                        .isIn(0.25, 0.5, 0.75)
                        .isEqualTo(s.metric("bft_reported_loss"));
                boolean isAdmitted = Figure.LOSS.admits(LIES[(int) version]);
                assertThat(said.getInteger("workers"))
                        .isEqualTo(isAdmitted ? TestServer.N : TestServer.N - 1);
                if (version == LIES.length - 1) {
                    assertThat(model).isEqualTo(expected);
                }
            }
            assertThat(s.metric("bft_reported_accuracy")).isNaN();
        }
        rounds.close();
        List<JsonObject> lines = log.toString().lines().map(JsonObject::new).toList();
        assertThat(lines).hasSize(LIES.length);
        assertThat(lines)
                .extracting(line -> line.getJsonObject("reported").getJsonObject("loss"))
                .extracting(loss -> loss.getDouble("median"))
                .containsExactly(0.5, 0.5, 0.5, 0.25, 0.5);
        assertThat(lines)
                .allSatisfy(line -> assertThat(line.getJsonArray("workers")).hasSize(4))
                .extracting(line -> line.getJsonArray("workers").getJsonObject(1))
                .extracting(row -> row.getInteger("local_steps"))
                .containsOnly(2);
    }
}
