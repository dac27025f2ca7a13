package bft.server.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import bft.aggregation.rules.Rules;
import bft.server.optimiser.Schedule;
import bft.server.optimiser.Sgd;
import bft.server.synchrony.Synchrony;
import bft.worker.verdict.Accepted;
import bft.worker.verdict.Refusal;
import bft.worker.verdict.Refused;
import bft.worker.verdict.Verdict;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Kardam as its authors have it, fed through a job gradient by gradient, against the event traces
 * of an independent model that the filter itself is tested with: the same verdicts, and the same
 * models up to the rounding of floats.
 */
class KardamTraceTest {
    private static final Path TRACES =
            Path.of("../aggregation-rules/src/test/resources/golden-async.json.gz");

    /** Those whose bundles n-f workers can fill, which a job asks for. */
    static Stream<JsonObject> traces() throws IOException {
        try (var in = new GZIPInputStream(Files.newInputStream(TRACES))) {
            var all = new JsonObject(Buffer.buffer(in.readAllBytes())).getJsonArray("async");
            return all.stream()
                    .map(JsonObject.class::cast)
                    .filter(trace -> trace.getString("rule").equals("kardam"))
                    .filter(trace -> params(trace).getInteger("bundle") <= n(trace) - f(trace));
        }
    }

    @ParameterizedTest
    @MethodSource("traces")
    void aJobJudgesAndStepsAsTheTrace(JsonObject trace) {
        JsonArray events = trace.getJsonArray("input");
        float[] initial = floats(params(trace).getJsonArray("initialModel"));
        Simulated s = Simulated.running(settings(trace), initial);
        float largest = largest(initial);
        for (int i = 0; i < events.size(); i++) {
            JsonObject in = events.getJsonObject(i);
            JsonObject out = trace.getJsonArray("output").getJsonObject(i);
            Verdict verdict =
                    s.send(
                                    in.getInteger("worker"),
                                    in.getLong("version"),
                                    floats(in.getJsonArray("gradient")))
                            .orElseThrow();
            String at = trace.getString("id") + " event " + i + ": " + verdict;
            requireVerdict(at, verdict, out);
            if (out.containsKey("model")) {
                float[] expected = floats(out.getJsonArray("model"));
                largest = Math.max(largest, largest(expected));
                assertThat(s.job.model().parameters())
                        .as(at)
                        .containsExactly(expected, within(8 * Math.ulp(largest)));
            }
        }
        long steps =
                trace.getJsonArray("output").stream()
                        .filter(out -> ((JsonObject) out).containsKey("model"))
                        .count();
        assertThat(s.job.model().version()).isEqualTo(steps).isPositive();
    }

    private static float largest(float[] values) {
        float largest = 0;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    private static void requireVerdict(String at, Verdict verdict, JsonObject out) {
        assertThat(verdict instanceof Accepted).as(at).isEqualTo(out.getBoolean("accept"));
        if (verdict instanceof Accepted accepted) {
            assertThat(accepted.weight()).as(at).isCloseTo(out.getDouble("lambda"), within(1e-9));
        } else {
            assertThat(((Refused) verdict).reason()).as(at).isEqualTo(reason(out));
        }
    }

    private static Refusal reason(JsonObject out) {
        if (out.containsKey("finite")) {
            return Refusal.NON_FINITE;
        }
        if (out.containsKey("repeatedVersion")) {
            return Refusal.DUPLICATE;
        }
        return out.getBoolean("lipschitz") ? Refusal.TOO_FREQUENT : Refusal.LIPSCHITZ_EXCEEDED;
    }

    private static JobSettings settings(JsonObject trace) {
        JsonObject params = params(trace);
        String policy = params.getString("policy").toLowerCase(Locale.ROOT);
        String filter =
                "kardam:votes=off,frequency=on,candidate=%s,bundle=%d,dampening=%s,alpha=%s,attempts=1"
                        .formatted(
                                params.getString("candidate"),
                                params.getInteger("bundle"),
                                policy.equals("averaging") ? "none" : policy,
                                params.getDouble("alpha"));
        double rate = params.getDouble("learningRate");
        return new JobSettings(
                n(trace),
                Rules.of("mean", f(trace)),
                Synchrony.asynchronous(0, 4),
                Optional.of(filter),
                new TrainingPlan(new Sgd(new Schedule.Constant(rate)), 1_000, 7),
                Simulated.DEADLINES);
    }

    private static JsonObject params(JsonObject trace) {
        return trace.getJsonObject("params");
    }

    private static int n(JsonObject trace) {
        return trace.getInteger("n");
    }

    private static int f(JsonObject trace) {
        return trace.getInteger("f");
    }

    private static float[] floats(JsonArray list) {
        var values = new float[list.size()];
        for (int k = 0; k < values.length; k++) {
            Object value = list.getValue(k);
            values[k] = Float.parseFloat(value.toString());
        }
        return values;
    }
}
