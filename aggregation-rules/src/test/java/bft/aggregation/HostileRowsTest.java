package bft.aggregation;

import static bft.aggregation.RuleFamily.round;
import static org.assertj.core.api.Assertions.assertThat;

import bft.aggregation.engine.Aggregation;
import bft.aggregation.engine.Aggregator;
import bft.aggregation.engine.Decision;
import bft.aggregation.engine.Measured;
import bft.aggregation.rules.Rules;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** No row that a worker sends makes any rule fail: on one server and over shards. */
class HostileRowsTest {
    private static final int D = 60;

    /** The rows that f workers send. */
    private record Hostile(String name, BiConsumer<float[][], Integer> spoil) {
        static Hostile filled(float value) {
            return new Hostile("all " + value, (rows, f) -> fill(rows, f, value));
        }

        static Hostile scaled(float factor) {
            return new Hostile(
                    "times " + factor,
                    (rows, f) -> {
                        for (int i = 0; i < f; i++) {
                            for (int k = 0; k < rows[i].length; k++) {
                                float x = rows[i][k] * factor;
                                rows[i][k] = Math.max(-3e38f, Math.min(3e38f, x));
                            }
                        }
                    });
        }
    }

    private static void fill(float[][] rows, int f, float value) {
        for (int i = 0; i < f; i++) {
            Arrays.fill(rows[i], value);
        }
    }

    private static final List<Hostile> ATTACKS =
            List.of(
                    new Hostile("nothing", (rows, f) -> {}),
                    Hostile.filled(0),
                    Hostile.filled(1e30f),
                    Hostile.filled(Float.MAX_VALUE),
                    Hostile.filled(Float.MIN_VALUE),
                    Hostile.filled(-1e-41f),
                    Hostile.filled(Float.NaN),
                    Hostile.filled(Float.NEGATIVE_INFINITY),
                    Hostile.scaled(1e4f),
                    Hostile.scaled(1e6f),
                    Hostile.scaled(1e12f),
                    Hostile.scaled(-1e38f),
                    Hostile.scaled(1e-44f),
                    new Hostile(
                            "copies",
                            (rows, f) -> Arrays.fill(rows, 0, f, rows[rows.length - 1].clone())),
                    new Hostile(
                            "opposites",
                            (rows, f) -> {
                                for (int i = 0; i < f; i++) {
                                    Arrays.fill(rows[i], i % 2 == 0 ? 1e5f : -1e5f / 2);
                                }
                            }),
                    new Hostile(
                            "sum zero",
                            (rows, f) -> {
                                for (int i = 0; i < f; i++) {
                                    for (int k = 0; k < D; k++) {
                                        rows[i][k] = k % 2 == 0 ? 1e4f : -1e4f;
                                    }
                                }
                            }),
                    new Hostile(
                            "each of another kind",
                            (rows, f) -> {
                                float[] kinds = {Float.NaN, 1e12f, -Float.MAX_VALUE, 1e-44f, 0};
                                for (int i = 0; i < f; i++) {
                                    Arrays.fill(rows[i], kinds[i % kinds.length]);
                                }
                            }));

    private static float[][] honest(int n, long seed) {
        var random = new Random(seed);
        var rows = new float[n][D];
        for (float[] row : rows) {
            for (int k = 0; k < D; k++) {
                row[k] = (float) (k % 3 + random.nextGaussian());
            }
        }
        return rows;
    }

    static Stream<String> rules() {
        return RuleFamily.all().filter(rule -> !rule.contains("weights=") && !rule.contains("/"));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void anyRuleGivesAFiniteResult(String name) {
        for (int[] shape : new int[][] {{10, 0}, {10, 2}, {10, 3}, {16, 3}}) {
            AggregationRule rule = Rules.of(name, shape[1]);
            if (shape[0] < rule.minimumInputs()) {
                continue;
            }
            for (Hostile hostile : ATTACKS) {
                float[][] rows = honest(shape[0], 5);
                hostile.spoil.accept(rows, shape[1]);
                String as = "%s, n=%d, f=%d, %s".formatted(name, shape[0], shape[1], hostile.name);
                assertFinite(rule, rows, as);
            }
        }
    }

    /** A smaller set of rows that is easy for each rule except the searches. */
    @ParameterizedTest
    @MethodSource("rules")
    void aThirdOfThirtyRowsIsTolerated(String name) {
        AggregationRule rule = Rules.of(name, 10);
        if (rule.minimumInputs() > 30) {
            return;
        }
        float[][] rows = honest(30, 6);
        assertFinite(rule, rows, name);
        for (int i = 0; i < 10; i++) {
            Arrays.fill(rows[i], i % 2 == 0 ? 1e6f : Float.MAX_VALUE);
        }
        assertFinite(rule, rows, name + " with far rows");
    }

    private static void assertFinite(AggregationRule rule, float[][] rows, String as) {
        float[][] copy = Arrays.stream(rows).map(float[]::clone).toArray(float[][]::new);
        Aggregation result = Aggregator.sequential().aggregate(rule, rows, round(D));
        for (int k = 0; k < D; k++) {
            boolean mayBeLost = rule.reducer().takesNonFinite();
            assertThat(Float.isFinite(result.output()[k]) || mayBeLost).as(as).isTrue();
        }
        result.rows().forEach(row -> assertThat(row.weight()).as(as).isFinite());
        boolean direct = rule.mixings().stream().anyMatch(RowMixing.class::isInstance);
        if (!direct) {
            assertOverShards(rule, rows, as);
        }
        assertThat(Arrays.deepEquals(rows, copy)).as(as).isTrue();
    }

    /** Two shards: an odd cut, so that a block is measured when its pieces are joined. */
    private static void assertOverShards(AggregationRule rule, float[][] rows, String as) {
        int cut = 23;
        Measured sum = part(rule, rows, cut, D).plus(part(rule, rows, 0, cut));
        Decision decision = Aggregator.decide(rule, sum, D, round(1));
        float[] low = apply(decision, rows, 0, cut);
        float[] high = apply(decision, rows, cut, D);
        for (float x : new float[] {low[0], low[cut - 1], high[0], high[D - cut - 1]}) {
            assertThat(Float.isFinite(x) || rule.reducer().takesNonFinite()).as(as).isTrue();
        }
    }

    private static Measured part(AggregationRule rule, float[][] rows, int from, int to) {
        return Aggregator.sequential().measure(rule, range(rows, from, to), from, round(to - from));
    }

    private static float[] apply(Decision decision, float[][] rows, int from, int to) {
        return Aggregator.sequential()
                .apply(decision, range(rows, from, to), round(to - from))
                .output();
    }

    private static float[][] range(float[][] rows, int from, int to) {
        return Arrays.stream(rows)
                .map(row -> Arrays.copyOfRange(row, from, to))
                .toArray(float[][]::new);
    }

    @Test
    void aSearchThatEndsAtItsBoundReportsIt() {
        Aggregation smea =
                Aggregator.sequential()
                        .aggregate(Rules.of("smea", 15), honest(40, 2), RoundContext.first(0));
        assertThat(smea.note().orElseThrow()).startsWith("smea ended at its bound after");
        assertThat(smea.rows()).filteredOn(row -> row.weight() > 0).hasSize(25);

        float[][] rows = honest(10, 3);
        for (int k = 0; k < D; k++) {
            rows[4][k] *= 1e6f;
        }
        AggregationRule filter = Rules.of("caf:direction=power-step", 3);
        Aggregation caf = Aggregator.sequential().aggregate(filter, rows, RoundContext.first(0));
        assertThat(caf.note().orElseThrow()).startsWith("caf ended at its bound of 100000 rounds");
        assertThat(caf.rows().get(4).weight()).isZero();
        assertThat(caf.rows().get(5).weight()).isBetween(0.1, 0.12);
    }
}
