package bft.server.optimiser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Steps beside those of PyTorch 1.13.1, and of the formulas written out with numpy 1.24.2 where
 * PyTorch has none, both in double precision; {@code optimiser-vectors.py} says how they were made.
 */
class OptimiserAgreementTest {
    /** Of values around 1 after 6 steps in float32, whose spacing there is 1.2e-7. */
    private static final float TOLERANCE = 3e-6f;

    /** Its sums in float32 are off by 1e-7 of the largest eigenvalue, beside epsilon = 0.01. */
    private static final float SHAMPOO_TOLERANCE = 3e-5f;

    private static final Vectors VECTORS = Vectors.read();

    private record Vectors(
            String layout, float[] start, List<float[]> gradients, List<Case> cases) {
        static Vectors read() {
            try (InputStream file =
                    OptimiserAgreementTest.class.getResourceAsStream("/optimiser-vectors.json")) {
                Map<String, ?> json = new JsonObject(Buffer.buffer(file.readAllBytes())).getMap();
                return new Vectors(
                        (String) json.get("layout"),
                        floats(json.get("start")),
                        list(json.get("gradients")).map(Vectors::floats).toList(),
                        list(json.get("cases")).map(Case::of).toList());
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        static Stream<?> list(Object json) {
            return ((List<?>) json).stream();
        }

        static float[] floats(Object json) {
            float[] floats = new float[((List<?>) json).size()];
            for (int i = 0; i < floats.length; i++) {
                floats[i] = ((Number) ((List<?>) json).get(i)).floatValue();
            }
            return floats;
        }
    }

    private record Case(String optimiser, String rate, Map<Integer, float[]> after) {
        static Case of(Object json) {
            var fields = (Map<?, ?>) json;
            Map<Integer, float[]> after =
                    ((Map<?, ?>) fields.get("after"))
                            .entrySet().stream()
                                    .collect(
                                            Collectors.toMap(
                                                    e -> Integer.valueOf((String) e.getKey()),
                                                    e -> Vectors.floats(e.getValue())));
            return new Case((String) fields.get("optimiser"), (String) fields.get("rate"), after);
        }

        @Override
        public String toString() {
            return optimiser + " " + rate;
        }
    }

    static List<Case> cases() {
        return VECTORS.cases;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void stepsAreThoseOfOtherCode(Case expected) {
        Optimiser optimiser =
                Optimisers.of(expected.optimiser, Schedules.of(expected.rate))
                        .over(ParameterLayout.parse(VECTORS.layout));
        float tolerance = expected.optimiser.startsWith("shampoo") ? SHAMPOO_TOLERANCE : TOLERANCE;
        float[] parameters = VECTORS.start;
        OptimiserState state = optimiser.init(parameters.length);
        for (int step = 1; step <= VECTORS.gradients.size(); step++) {
            var result = optimiser.step(parameters, VECTORS.gradients.get(step - 1), state);
            parameters = result.parameters();
            state = result.state();
            if (expected.after.containsKey(step)) {
                assertThat(parameters)
                        .as("after step " + step)
                        .containsExactly(expected.after.get(step), within(tolerance));
            }
        }
    }

    @Test
    void everyOptimiserIsBesideOtherCode() {
        Set<String> covered =
                VECTORS.cases.stream()
                        .map(c -> c.optimiser.split(":")[0])
                        .collect(Collectors.toSet());
        Set<String> registered = Set.copyOf(Optimisers.registry().names());
        assertThat(covered).isEqualTo(registered);
    }
}
