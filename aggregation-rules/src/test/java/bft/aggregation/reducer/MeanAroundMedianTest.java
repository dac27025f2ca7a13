package bft.aggregation.reducer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import bft.aggregation.RoundContext;
import bft.aggregation.engine.Aggregator;
import bft.aggregation.kernels.Kernels;
import bft.aggregation.rules.Rules;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MeanAroundMedianTest {
    private static float meamed(int f, float... column) {
        var rows = new float[column.length][1];
        for (int i = 0; i < column.length; i++) {
            rows[i][0] = column[i];
        }
        return Aggregator.sequential()
                .aggregate(Rules.of("meamed", f), rows, RoundContext.first(0))
                .output()[0];
    }

    @Test
    void ofTwoEquallyNearValuesTheOneOfTheLowerRowIsKept() {
        // The median is 2; 1 and 3 are equally near, and only one of them is kept with 2.
        assertThat(meamed(1, 1, 2, 3)).isEqualTo(1.5f);
        assertThat(meamed(1, 3, 2, 1)).isEqualTo(2.5f);
        // Two copies on either side of 5, three of these four are kept with it.
        assertThat(meamed(1, 7, 3, 5, 7, 3)).isEqualTo((7 + 3 + 5 + 7) / 4f);
        assertThat(meamed(1, 3, 3, 5, 7, 7)).isEqualTo((3 + 3 + 5 + 7) / 4f);
    }

    @Test
    void differencesThatRoundToTheSameFloatAreComparedInDouble() {
        // From the median 1, 1 - 2^30 and 1 + 2^30 + 64 are not equally near, nor are they floats.
        float far = 1 << 30;
        assertThat(meamed(1, far, 1, -far)).isEqualTo((1 + far) / 2);
        assertThat(meamed(1, -far, 1, far)).isEqualTo((1 + far) / 2);
    }

    /** Values on a coarse grid, so that most columns hold ties, in both sets of kernels. */
    @Test
    void agreesWithSortingByNearnessAndRow() {
        for (int seed = 0; seed < 30; seed++) {
            var random = new Random(seed);
            int n = 3 + random.nextInt(20);
            int f = random.nextInt((n + 1) / 2);
            float[][] rows = new float[n][70];
            for (float[] row : rows) {
                for (int k = 0; k < row.length; k++) {
                    row[k] = random.nextInt(9) - 4;
                }
            }
            for (Kernels kernels : new Kernels[] {Kernels.plain(), Kernels.best()}) {
                float[] output =
                        new Aggregator(Runnable::run, 1, kernels)
                                .aggregate(Rules.of("meamed", f), rows, RoundContext.first(0))
                                .output();
                for (int k = 0; k < 70; k++) {
                    assertThat(output[k])
                            .as("seed %d, column %d, %s", seed, k, kernels)
                            .isEqualTo(byHand(rows, k, f), within(1e-5f));
                }
            }
        }
    }

    private static float byHand(float[][] rows, int k, int f) {
        int n = rows.length;
        double[] sorted = Arrays.stream(rows).mapToDouble(row -> row[k]).sorted().toArray();
        double median = (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
        return (float)
                Arrays.stream(rows)
                        .mapToDouble(row -> row[k])
                        .boxed()
                        .sorted(Comparator.comparingDouble(x -> Math.abs(x - median)))
                        .limit(n - f)
                        .mapToDouble(x -> x)
                        .average()
                        .orElseThrow();
    }
}
