package bft.aggregation.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Plain and vector kernels agree with the naive form, for odd widths and offsets too. */
class KernelsTest {
    private static final int[] WIDTHS = {1, 3, 15, 16, 17, 64, 127, 128, 300, 2048, 2049};

    static Stream<Kernels> sets() {
        return Stream.of(Kernels.plain(), Kernels.best());
    }

    @Test
    void testsRunWithTheVectorModule() {
        assertThat(Kernels.best().toString()).startsWith("vector module");
        assertThat(Kernels.plain().toString()).isEqualTo("plain Java");
    }

    @ParameterizedTest
    @MethodSource("sets")
    void subtractsTheCentreFromFourRowsAndMultipliesThem(Kernels kernels) {
        int stride = 2064;
        int[] from = {5, 0, 16, 3};
        float[][] z = kernels.scratchRows(12, stride);
        for (int width : new int[] {2050, 1, 15, 16, 17, 40, 272, 2048}) {
            float[] centre = random(width, 1);
            var rows = new float[4][];
            var left = new float[4][width];
            for (int p = 0; p < 4; p++) {
                rows[p] = random(from[p] + width, 7 + p);
                for (int k = 0; k < width; k++) {
                    left[p][k] = rows[p][from[p] + k] - centre[k];
                }
            }
            var tile = new float[Kernels.TILE];
            kernels.centredDots(rows, from, width, centre, z, stride, 4, tile);
            kernels.foldTile(tile);
            assertTile(left, left, true, tile);
            int padded = (width + Kernels.PAD - 1) / Kernels.PAD * Kernels.PAD;
            kernels.dots(z, stride, padded, 4, 4, tile);
            kernels.foldTile(tile);
            assertTile(left, left, true, tile);
        }
    }

    @ParameterizedTest
    @MethodSource("sets")
    void givesTilesOfDotProducts(Kernels kernels) {
        int stride = 2064;
        float[][] z = kernels.scratchRows(12, stride);
        for (int width : new int[] {2064, 16, 48, 256, 272, 2048}) {
            float[][] rows = fill(kernels, z, stride, width);
            for (int[] at : new int[][] {{0, 0}, {0, 4}, {4, 8}}) {
                var tile = new float[Kernels.TILE];
                kernels.dots(z, stride, width, at[0], at[1], tile);
                kernels.foldTile(tile);
                float[][] left = Arrays.copyOfRange(rows, at[0], at[0] + 4);
                float[][] right = Arrays.copyOfRange(rows, at[1], at[1] + 4);
                assertTile(left, right, at[0] == at[1], tile);
            }
        }
    }

    /** Twelve random rows in scratch memory. */
    private static float[][] fill(Kernels kernels, float[][] z, int stride, int width) {
        float[][] rows =
                IntStream.range(0, 12).mapToObj(i -> random(width, i)).toArray(float[][]::new);
        for (int i = 0; i < 12; i += 4) {
            float[][] four = Arrays.copyOfRange(rows, i, i + 4);
            var tile = new float[Kernels.TILE];
            kernels.centredDots(four, new int[4], width, new float[width], z, stride, i, tile);
        }
        return rows;
    }

    private static void assertTile(float[][] a, float[][] b, boolean diagonal, float[] tile) {
        for (int p = 0; p < 4; p++) {
            for (int q = diagonal ? p : 0; q < 4; q++) {
                assertThat((double) tile[4 * p + q])
                        .isCloseTo(dot(a[p], b[q]), within(1e-6 * Math.max(16, a[p].length)));
            }
        }
    }

    private static double dot(float[] a, float[] b) {
        return IntStream.range(0, a.length).mapToDouble(k -> (double) a[k] * b[k]).sum();
    }

    @ParameterizedTest
    @MethodSource("sets")
    void givesDotProductsWithOneRow(Kernels kernels) {
        int stride = 2064;
        float[][] z = kernels.scratchRows(12, stride);
        for (int width : new int[] {2064, 16, 48, 256, 272, 2048}) {
            float[][] rows = fill(kernels, z, stride, width);
            var tile = new float[Kernels.TILE];
            kernels.dotsOfOne(z, stride, width, 1, 8, tile);
            kernels.foldTile(tile);
            for (int p = 0; p < 8; p++) {
                assertThat((double) tile[p])
                        .isCloseTo(dot(rows[1 + p], rows[8]), within(1e-6 * Math.max(16, width)));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("sets")
    void addsSquaredDifferences(Kernels kernels) {
        for (int width : WIDTHS) {
            float[] a = random(width + 3, 1);
            float[] b = random(width + 2, 2);
            double expected = BlockDistances.exactSquaredDistance(a, 3, b, 2, width);
            assertThat((double) kernels.squaredDistance(a, 3, b, 2, width))
                    .isCloseTo(expected, within(1e-6 * expected));
        }
    }

    @ParameterizedTest
    @MethodSource("sets")
    void addsWeightedRows(Kernels kernels) {
        for (int width : WIDTHS) {
            for (int n : new int[] {1, 3, 4, 9}) {
                float[][] rows =
                        IntStream.range(0, n)
                                .mapToObj(i -> random(width + 4, i))
                                .toArray(float[][]::new);
                float[] weights = random(n, 99);
                var out = new float[width + 2];
                kernels.weightedSum(rows, 4, width, weights, out, 1);
                for (int k = 0; k < width; k++) {
                    double expected = 0;
                    for (int i = 0; i < n; i++) {
                        expected += (double) weights[i] * rows[i][4 + k];
                    }
                    assertThat((double) out[1 + k]).isCloseTo(expected, within(1e-5));
                }
                assertThat(out[0]).isZero();
                assertThat(out[width + 1]).isZero();
                var inPlace = new float[width + 5];
                kernels.weightedSum(rows, 4, width, weights, inPlace, 4);
                for (int k = 0; k < width; k++) {
                    assertThat((double) inPlace[4 + k]).isCloseTo(out[1 + k], within(1e-5));
                }
                assertThat(inPlace[3]).isZero();
                assertThat(inPlace[width + 4]).isZero();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("sets")
    void formsFourWeightedSumsAtOnce(Kernels kernels) {
        for (int width : WIDTHS) {
            for (int n : new int[] {0, 1, 3, 4, 9}) {
                float[][] rows =
                        IntStream.range(0, n)
                                .mapToObj(i -> random(width + 4, i))
                                .toArray(float[][]::new);
                float[] weights = random(4 * n, 99);
                var out = new float[4][width + 1];
                kernels.weightedSums(rows, 4, width, weights, out);
                for (int p = 0; p < 4; p++) {
                    for (int k = 0; k < width; k++) {
                        double expected = 0;
                        for (int i = 0; i < n; i++) {
                            expected += (double) weights[4 * i + p] * rows[i][4 + k];
                        }
                        assertThat((double) out[p][k]).isCloseTo(expected, within(1e-5));
                    }
                    assertThat(out[p][width]).isZero();
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("sets")
    void sortsColumnsAndAveragesRanks(Kernels kernels) {
        for (int n : new int[] {1, 2, 5, 16, 33, 100}) {
            int widest = ColumnTile.widest(n);
            var tile = new ColumnTile(kernels, n, widest);
            int width = widest - 3;
            float[][] rows =
                    IntStream.range(0, n)
                            .mapToObj(i -> random(width + 1, i))
                            .toArray(float[][]::new);
            tile.resize(width);
            for (int i = 0; i < n; i++) {
                tile.load(i, rows[i], 1);
            }
            tile.sort(SortingNetworkTest.full(n));
            var out = new float[width];
            int low = n / 4;
            tile.mean(low, n, out, 0);
            for (int k = 0; k < width; k++) {
                int column = k + 1;
                double[] sorted = Arrays.stream(rows).mapToDouble(row -> row[column]).toArray();
                Arrays.sort(sorted);
                for (int i = 0; i < n; i++) {
                    assertThat((double) tile.value(i, k)).isEqualTo(sorted[i]);
                }
                double mean = Arrays.stream(sorted, low, n).average().orElseThrow();
                assertThat((double) out[k]).isCloseTo(mean, within(1e-5));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("sets")
    void averagesTheValuesNearestToTheMedian(Kernels kernels) {
        int n = 9;
        int width = 100;
        float[][] rows =
                IntStream.range(0, n).mapToObj(i -> random(width, i)).toArray(float[][]::new);
        var tile = new ColumnTile(kernels, n, ColumnTile.widest(n));
        tile.resize(width);
        for (int i = 0; i < n; i++) {
            tile.load(i, rows[i], 0);
        }
        tile.sort(SortingNetworkTest.full(n));
        tile.centreOnRanks(4, 4);
        for (int kept : new int[] {1, 2, 3, 5, 8, 9}) {
            var out = new float[width];
            tile.meanAround(kept, out, 0);
            assertThat(tile.undecided()).isFalse();
            for (int k = 0; k < width; k++) {
                int column = k;
                double median = tile.value(4, k);
                double mean =
                        Arrays.stream(rows)
                                .map(row -> (double) row[column])
                                .sorted(Comparator.comparingDouble(x -> Math.abs(x - median)))
                                .limit(kept)
                                .mapToDouble(x -> x)
                                .average()
                                .orElseThrow();
                assertThat((double) out[k]).isCloseTo(mean, within(1e-5));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("sets")
    void detectsValuesThatAreNotFinite(Kernels kernels) {
        var tile = new ColumnTile(kernels, 1, ColumnTile.widest(1));
        tile.resize(100);
        float[] values = {0, -0f, 1, Float.MAX_VALUE, -Float.MAX_VALUE, Float.MIN_VALUE};
        float[] others = {Float.NaN, -Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY};
        for (int k : new int[] {0, 63, 99}) {
            var row = new float[100];
            for (float value : values) {
                row[k] = value;
                tile.load(0, row, 0);
                assertThat(tile.wasFinite()).isTrue();
            }
            for (float value : others) {
                row[k] = value;
                tile.load(0, row, 0);
                assertThat(tile.wasFinite()).isFalse();
            }
        }
    }

    @Test
    void keysCompareAsTheFloatsDo() {
        float[] rising = {
            -Float.MAX_VALUE, -1, -Float.MIN_VALUE, -0f, 0f, Float.MIN_VALUE, 1, Float.MAX_VALUE
        };
        for (int i = 0; i < rising.length; i++) {
            assertThat(ColumnTile.value(ColumnTile.key(rising[i]))).isEqualTo(rising[i]);
            if (i > 0) {
                assertThat(ColumnTile.key(rising[i - 1])).isLessThan(ColumnTile.key(rising[i]));
            }
        }
    }

    static float[] random(int length, long seed) {
        var random = new Random(seed);
        var values = new float[length];
        for (int k = 0; k < length; k++) {
            values[k] = (float) random.nextGaussian();
        }
        return values;
    }
}
