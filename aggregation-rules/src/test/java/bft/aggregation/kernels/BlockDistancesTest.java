package bft.aggregation.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The relative error of every distance is at most 2e-6, for any rows. */
class BlockDistancesTest {
    static Stream<Kernels> sets() {
        return KernelsTest.sets();
    }

    private static float[][] normal(int n, int d, double scale, double offset) {
        var rows = new float[n][];
        for (int i = 0; i < n; i++) {
            rows[i] = KernelsTest.random(d, 77 * n + i);
            for (int k = 0; k < d; k++) {
                rows[i][k] = (float) (offset + scale * rows[i][k]);
            }
        }
        return rows;
    }

    private static double[] check(Kernels kernels, float[][] x, int from, int to) {
        int n = x.length;
        var finite = new boolean[n];
        Arrays.fill(finite, true);
        var squared = new double[BlockDistances.pairs(n)];
        new BlockDistances(kernels, n, n).measure(x, from, to, finite, squared);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                double expected =
                        BlockDistances.exactSquaredDistance(x[i], from, x[j], from, to - from);
                assertThat(squared[BlockDistances.pair(n, j, i)])
                        .as("rows %d and %d", i, j)
                        .isCloseTo(expected, within(2e-6 * expected));
            }
            assertThat(finite[i]).isTrue();
        }
        return squared;
    }

    @ParameterizedTest
    @MethodSource("sets")
    void ordinaryRows(Kernels kernels) {
        for (int d : new int[] {1, 2, 31, 500, 2048}) {
            check(kernels, normal(11, d, 1, 0), 0, d);
        }
        check(kernels, normal(5, 100, 1, 0), 37, 99);
        check(kernels, normal(1, 10, 1, 0), 0, 10);
    }

    @ParameterizedTest
    @MethodSource("sets")
    void hugeAndTinyRows(Kernels kernels) {
        check(kernels, normal(9, 300, 1e30, 0), 0, 300);
        check(kernels, normal(9, 300, 1e-30, 0), 0, 300);
        check(kernels, normal(9, 300, 1e-42, 0), 0, 300);
        float[][] mixed = normal(9, 300, 1, 0);
        mixed[2] = normal(1, 300, 1e30, 0)[0];
        mixed[5] = normal(1, 300, 1e-30, 0)[0];
        mixed[6] = normal(1, 300, 1e-25, 0)[0];
        Arrays.fill(mixed[7], Float.MAX_VALUE);
        Arrays.fill(mixed[8], -Float.MAX_VALUE);
        check(kernels, mixed, 0, 300);
    }

    @ParameterizedTest
    @MethodSource("sets")
    void aLargeCommonOffset(Kernels kernels) {
        check(kernels, normal(9, 400, 0.01, 1e4), 0, 400);
        check(kernels, normal(9, 400, 0.01, 1e8), 0, 400);
    }

    @ParameterizedTest
    @MethodSource("sets")
    void clustersFarFromTheCentre(Kernels kernels) {
        float[][] rows = normal(10, 500, 1, 0);
        for (int i = 0; i < 4; i++) {
            rows[i] = normal(4, 500, 1e-3, 1e4)[i];
        }
        rows[1] = rows[0].clone();
        double[] squared = check(kernels, rows, 0, 500);
        assertThat(squared[BlockDistances.pair(10, 0, 1)]).isZero();
    }

    @ParameterizedTest
    @MethodSource("sets")
    void equalRowsAreAtDistanceZero(Kernels kernels) {
        float[] row = KernelsTest.random(100, 5);
        row[3] = Float.MAX_VALUE;
        double[] squared = check(kernels, new float[][] {row, row.clone(), row.clone()}, 0, 100);
        assertThat(squared).containsOnly(0);
    }

    @ParameterizedTest
    @MethodSource("sets")
    void rowsThatAreNotFiniteAreFlaggedAndDoNotAffectOthers(Kernels kernels) {
        float[][] rows = normal(8, 100, 1, 0);
        float[][] spoilt = Arrays.stream(rows).map(float[]::clone).toArray(float[][]::new);
        spoilt[0][99] = Float.NaN;
        Arrays.fill(spoilt[3], Float.POSITIVE_INFINITY);
        spoilt[7][0] = Float.NEGATIVE_INFINITY;
        var finite = new boolean[8];
        Arrays.fill(finite, true);
        var squared = new double[BlockDistances.pairs(8)];
        new BlockDistances(kernels, 8, 8).measure(spoilt, 0, 100, finite, squared);
        assertThat(finite).containsExactly(false, true, true, false, true, true, true, false);
        assertThat(Arrays.stream(squared)).allMatch(Double::isFinite);
        double expected = BlockDistances.exactSquaredDistance(rows[5], 0, rows[2], 0, 100);
        assertThat(squared[BlockDistances.pair(8, 2, 5)])
                .isCloseTo(expected, within(2e-6 * expected));
    }

    @ParameterizedTest
    @MethodSource("sets")
    void allRowsMayBeNotFinite(Kernels kernels) {
        float[][] rows = {{Float.NaN, 1}, {2, Float.POSITIVE_INFINITY}};
        boolean[] finite = {true, true};
        new BlockDistances(kernels, 2, 2).measure(rows, 0, 2, finite, new double[1]);
        assertThat(finite).containsExactly(false, false);
    }

    /** The centre is chosen by the first coordinates; here that row is an outlier in later ones. */
    @ParameterizedTest
    @MethodSource("sets")
    void aCentreThatIsAnOutlierIsReplacedByARowOfTheCluster(Kernels kernels) {
        for (float size : new float[] {1e3f, 1e9f, 1e20f, Float.MAX_VALUE}) {
            float[][] rows = normal(9, 500, 1, 0);
            for (int i = 0; i < 4; i++) {
                Arrays.fill(rows[i], 16, 500, i % 2 == 0 ? size : -size);
                Arrays.fill(rows[i], 0, 16, 0);
            }
            check(kernels, rows, 0, 500);
            double[] products = outlierProducts(kernels, rows);
            for (int i = 0; i < 4; i++) {
                for (int k = 5; k < 9; k++) {
                    // Up to the inner product of two ordinary rows.
                    double exact = 0;
                    for (int c = 0; c < 500; c++) {
                        exact += ((double) rows[k][c] - rows[4][c]) * rows[i][c];
                    }
                    double found =
                            products[BlockDistances.pair(9, i, k)]
                                    - products[BlockDistances.pair(9, i, 4)];
                    assertThat(found / size)
                            .as("rows %d and %d at %s", i, k, size)
                            .isCloseTo(exact / size, within(1e-3 + 2000 / size));
                }
            }
        }
    }

    private static double[] outlierProducts(Kernels kernels, float[][] rows) {
        int n = rows.length;
        var finite = new boolean[n];
        Arrays.fill(finite, true);
        var block = new BlockDistances(kernels, n, n);
        block.measure(rows, 0, rows[0].length, finite, new double[BlockDistances.pairs(n)]);
        assertThat(block.hasOutlier()).isTrue();
        assertThat(block.outlierProducts()[BlockDistances.pair(n, n - 2, n - 1)]).isZero();
        return block.outlierProducts();
    }

    @ParameterizedTest
    @MethodSource("sets")
    void anEmptyArrayIsTheOrigin(Kernels kernels) {
        float[][] rows = {{3, 4}, {3, 5}, {}};
        boolean[] finite = {true, true, true};
        var squared = new double[3];
        new BlockDistances(kernels, 2, 3).measure(rows, 0, 2, finite, squared);
        assertThat(squared).containsExactly(1, 25, 34);
    }
}
