package bft.aggregation.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import bft.aggregation.RoundContext;
import bft.aggregation.admission.buffer.BasgdBuffer;
import bft.aggregation.admission.buffer.Bundle;
import bft.aggregation.admission.buffer.BundleSteps;
import bft.aggregation.admission.filter.KardamTrace;
import bft.aggregation.admission.filter.StalenessDampening;
import bft.aggregation.admission.filter.StalenessDampening.Kind;
import bft.aggregation.admission.filter.ZenoPlusPlusTrace;
import bft.aggregation.rules.Rules;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Agreement with event traces of an independent double-precision model of our reading of the papers
 * (golden-async.json.gz; no public implementation follows its paper). Every admission must be the
 * same. The models of the traces are doubles and ours are floats, so a coefficient may differ by
 * the rounding of both models over the path between them.
 */
public class AsynchronousAgreementTest {
    private static final RoundContext FIRST = RoundContext.first(0);

    static Stream<JsonNode> kardam() throws IOException {
        return traces("kardam");
    }

    static Stream<JsonNode> basgd() throws IOException {
        return traces("basgd");
    }

    static Stream<JsonNode> zeno() throws IOException {
        return traces("zeno++");
    }

    static Stream<JsonNode> dampening() throws IOException {
        return traces("dampening");
    }

    @ParameterizedTest
    @MethodSource("kardam")
    void kardamJudgesEveryGradientOfTheTraceAlike(JsonNode trace) {
        KardamTrace kardam = KardamTrace.of(trace);
        for (int i = 0; i < trace.path("input").size(); i++) {
            kardam.replay(i);
        }
    }

    @ParameterizedTest
    @MethodSource("basgd")
    void buffersFillAndStepAsInTheTrace(JsonNode trace) {
        int f = trace.path("f").asInt();
        boolean median = trace.at("/params/aggregator").asText().equals("median");
        var buffer =
                new BasgdBuffer(
                        trace.path("n").asInt(),
                        trace.at("/params/buffers").asInt(),
                        Rules.of(median ? "median" : "trimmed-mean", f));
        for (int i = 0; i < trace.path("input").size(); i++) {
            JsonNode in = trace.path("input").get(i);
            JsonNode out = trace.path("output").get(i);
            var contribution =
                    new Contribution(in.path("worker").asInt(), 0, floats(in.path("gradient")));
            Optional<Bundle> full = buffer.add(contribution, new Admitted(1));
            assertThat(full.isPresent()).as("event %d", i).isEqualTo(out.has("update"));
            if (full.isPresent()) {
                float[] step = BundleSteps.step(full.get(), FIRST);
                assertThat(step).containsExactly(floats(out.path("update")), within(1e-5f));
            } else {
                assertThat(buffer.filled()).isEqualTo(out.path("filled").asInt());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("zeno")
    void zenoScoresEveryGradientAlike(JsonNode trace) {
        ZenoPlusPlusTrace.replay(trace);
    }

    @ParameterizedTest
    @MethodSource("dampening")
    void dampensAlike(JsonNode trace) {
        StalenessDampening dampening = dampeningOf(trace);
        for (int i = 0; i < trace.path("input").size(); i++) {
            assertThat(dampening.at(trace.path("input").get(i).asLong()))
                    .isCloseTo(trace.path("output").get(i).asDouble(), within(1e-12));
        }
    }

    public static StalenessDampening dampeningOf(JsonNode trace) {
        Kind kind =
                switch (trace.at("/params/policy").asText()) {
                    case "INVERSE" -> Kind.INVERSE;
                    case "EXPONENTIAL" -> Kind.EXPONENTIAL;
                    default -> Kind.NONE;
                };
        return new StalenessDampening(kind, trace.at("/params/alpha").asDouble());
    }

    public static float[] floats(JsonNode list) {
        var values = new float[list.size()];
        for (int k = 0; k < values.length; k++) {
            values[k] = (float) number(list.get(k));
        }
        return values;
    }

    public static double number(JsonNode value) {
        return value.isTextual() ? Double.parseDouble(value.asText()) : value.asDouble();
    }

    private static Stream<JsonNode> traces(String rule) throws IOException {
        try (var in =
                new GZIPInputStream(
                        AsynchronousAgreementTest.class.getResourceAsStream(
                                "/golden-async.json.gz"))) {
            List<JsonNode> traces = new ArrayList<>();
            for (JsonNode trace : new ObjectMapper().readTree(in).path("async")) {
                if (trace.path("rule").asText().equals(rule)) {
                    assertThat(trace.path("normative").asBoolean()).isTrue();
                    traces.add(trace);
                }
            }
            assertThat(traces).isNotEmpty();
            return traces.stream();
        }
    }
}
