package bft.aggregation;

import static bft.aggregation.RuleFamily.F;
import static bft.aggregation.RuleFamily.N;
import static bft.aggregation.RuleFamily.round;
import static bft.aggregation.RuleFamily.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import bft.aggregation.engine.Aggregator;
import bft.aggregation.engine.Decision;
import bft.aggregation.engine.Measured;
import bft.aggregation.kernels.Kernels;
import bft.aggregation.rules.Rules;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Outliers so distant that their distances do not determine their direction, with rules that give
 * them a small weight.
 */
class OutlierRowsTest {
    /** Three blocks, the last of them short. */
    private static final int D = 4200;

    private static final List<Float> SIZES =
            List.of(1e3f, 1e5f, 1e8f, 1e9f, 1e10f, 1e13f, 1e25f, 1e35f);

    private static void assertEqualsNaive(String rule, float[][] rows, String as) {
        RoundContext round = round(rows[0].length);
        double[] expected = NaiveRules.apply(rule, F, rows, round.trusted());
        for (Kernels kernels : List.of(Kernels.plain(), Kernels.best())) {
            var aggregator = new Aggregator(Runnable::run, 1, kernels);
            float[] output = aggregator.aggregate(Rules.of(rule, F), rows, round).output();
            for (int k = 0; k < expected.length; k++) {
                assertThat((double) output[k])
                        .as("%s, %s, %s, coordinate %d", rule, as, kernels, k)
                        .isCloseTo(expected[k], within(1e-5 * (1 + Math.abs(expected[k]))));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "geometric-median",
                "centered-clipping",
                "clipping:c=3",
                "arc",
                "arc,geometric-median",
                "arc,nnm,krum",
                "clipping:c=3,nnm,meamed",
                "nnm,geometric-median"
            })
    void rowsOfAnySizeCountByTheirDirection(String rule) {
        for (float size : SIZES) {
            float[][] rows = rows(N, D, 3);
            var random = new Random(5);
            for (int i = 0; i < F; i++) {
                for (int k = 0; k < D; k++) {
                    rows[4 * i][k] =
                            size * (float) Math.max(-3, Math.min(3, random.nextGaussian()));
                }
            }
            assertEqualsNaive(rule, rows, "size " + size);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"geometric-median", "arc,geometric-median", "clipping:c=3,nnm,meamed"})
    void anOutlierInASingleCoordinateCountsByItsDirection(String rule) {
        for (float size : SIZES) {
            float[][] rows = rows(N, D, 4);
            rows[2][3000] = size;
            rows[7][10] = -size;
            assertEqualsNaive(rule, rows, "size " + size);
        }
    }

    /** Blocks choose their centre by the sum over the first coordinates. */
    @ParameterizedTest
    @ValueSource(strings = {"geometric-median", "arc,geometric-median", "arc", "krum", "mda"})
    void anOutlierThatLooksCentralDoesNotAffectTheResult(String rule) {
        for (float size : SIZES) {
            float[][] rows = rows(N, D, 6);
            for (int at = 0; at < D; at += 2048) {
                float[] sums = sums(rows, at);
                for (int i = 0; i < F; i++) {
                    Arrays.fill(rows[i], at, Math.min(D, at + 2048), (i + 1) * size / 8);
                    Arrays.fill(rows[i], at, at + 16, sums[N / 2] / 16);
                }
            }
            assertEqualsNaive(rule, rows, "size " + size);
        }
    }

    private static float[] sums(float[][] rows, int at) {
        var sums = new float[N];
        for (int i = 0; i < N; i++) {
            for (int k = at; k < at + 16; k++) {
                sums[i] += rows[i][k];
            }
        }
        Arrays.sort(sums);
        return sums;
    }

    @ParameterizedTest
    @ValueSource(strings = {"geometric-median", "arc,geometric-median", "clipping:c=3,nnm,meamed"})
    void shardsGiveTheSameBitsAsOneServer(String rule) {
        AggregationRule of = Rules.of(rule, F);
        for (float size : SIZES) {
            float[][] rows = rows(N, D, 7);
            Arrays.fill(rows[2], size);
            Arrays.fill(rows[5], -size / 3);
            rows[9][4000] = size;
            var aggregator = Aggregator.sequential();
            float[] whole = aggregator.aggregate(of, rows, round(D)).output();
            Measured sum = part(of, rows, 0, 1500).plus(part(of, rows, 4100, D));
            sum = sum.plus(part(of, rows, 1500, 4100));
            Decision decision = Aggregator.decide(of, sum, D, round(1));
            assertThat(Arrays.equals(aggregator.apply(decision, rows, round(D)).output(), whole))
                    .as("%s, size %s", rule, size)
                    .isTrue();
        }
    }

    private static Measured part(AggregationRule rule, float[][] rows, int from, int to) {
        float[][] range =
                Arrays.stream(rows)
                        .map(row -> Arrays.copyOfRange(row, from, to))
                        .toArray(float[][]::new);
        return Aggregator.sequential().measure(rule, range, from, round(to - from));
    }
}
