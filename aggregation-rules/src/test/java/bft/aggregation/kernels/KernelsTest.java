package bft.aggregation.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Plain equals vector equals naive, for odd widths and offsets too. */
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
    void takesTheCentreFromFourRowsAndMultipliesThem(Kernels kernels) {
        int stride = 2064;
        for (int width : new int[] {1, 15, 16, 17, 40, 272, 2048, 2050}) {
            float[] centre = random(width, 1);
            float[][] rows = new float[4][];
            int[] from = {5, 0, 16, 3};
            for (int p = 0; p < 4; p++) {
                rows[p] = random(from[p] + width, 7 + p);
            }
            float[] z = random(Kernels.ORIGIN + 12 * stride, 2);
            float[] before = z.clone();
            var tile = new float[Kernels.TILE];
            kernels.centredDots(rows, from, width, centre, z, stride, 4, tile);
            kernels.foldTile(tile);
            int padded = (width + Kernels.PAD - 1) / Kernels.PAD * Kernels.PAD;
            for (int p = 0; p < 4; p++) {
                int at = Kernels.ORIGIN + (4 + p) * stride;
                for (int k = 0; k < width; k++) {
                    assertThat(z[at + k]).isEqualTo(rows[p][from[p] + k] - centre[k]);
                }
                for (int k = width; k < stride; k++) {
                    assertThat(z[at + k]).isEqualTo(k < padded ? 0 : before[at + k]);
                }
            }
            assertTile(z, stride, width, new int[] {4, 4}, tile);
            assertThat(Arrays.mismatch(z, before)).isEqualTo(Kernels.ORIGIN + 4 * stride);
        }
    }

    @ParameterizedTest
    @MethodSource("sets")
    void givesTilesOfDotProducts(Kernels kernels) {
        int stride = 2064;
        float[] z = random(Kernels.ORIGIN + 12 * stride, 3);
        for (int width : new int[] {16, 48, 256, 272, 2048, 2064}) {
            for (int[] at : new int[][] {{0, 0}, {0, 4}, {4, 8}}) {
                var tile = new float[Kernels.TILE];
                kernels.dots(z, stride, width, at[0], at[1], tile);
                kernels.foldTile(tile);
                assertTile(z, stride, width, at, tile);
            }
        }
    }

    private static void assertTile(float[] z, int stride, int width, int[] at, float[] tile) {
        for (int p = 0; p < 4; p++) {
            for (int q = at[0] == at[1] ? p : 0; q < 4; q++) {
                double expected = 0;
                for (int k = Kernels.ORIGIN; k < Kernels.ORIGIN + width; k++) {
                    expected += (double) z[(at[0] + p) * stride + k] * z[(at[1] + q) * stride + k];
                }
                assertThat((double) tile[4 * p + q])
                        .isCloseTo(expected, within(1e-6 * Math.max(16, width)));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("sets")
    void givesDotProductsWithOneRow(Kernels kernels) {
        int stride = 2064;
        float[] z = random(Kernels.ORIGIN + 9 * stride, 4);
        for (int width : new int[] {16, 48, 256, 272, 2048, 2064}) {
            var tile = new float[Kernels.TILE];
            kernels.dotsOfOne(z, stride, width, 1, 8, tile);
            kernels.foldTile(tile);
            for (int p = 0; p < 8; p++) {
                double expected = 0;
                for (int k = 0; k < width; k++) {
                    int at = Kernels.ORIGIN + k;
                    expected += (double) z[(1 + p) * stride + at] * z[8 * stride + at];
                }
                assertThat((double) tile[p]).isCloseTo(expected, within(1e-6 * width));
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
            var strip = new Strip(kernels, n);
            int width = strip.widest() - 3;
            float[][] rows =
                    IntStream.range(0, n)
                            .mapToObj(i -> random(width + 1, i))
                            .toArray(float[][]::new);
            strip.resize(width);
            for (int i = 0; i < n; i++) {
                strip.load(i, rows[i], 1);
            }
            strip.sort(SortingNetwork.full(n));
            var out = new float[width];
            int low = n / 4;
            strip.mean(low, n, out, 0);
            for (int k = 0; k < width; k++) {
                int column = k + 1;
                double[] sorted = Arrays.stream(rows).mapToDouble(row -> row[column]).toArray();
                Arrays.sort(sorted);
                for (int i = 0; i < n; i++) {
                    assertThat((double) strip.value(i, k)).isEqualTo(sorted[i]);
                }
                double mean = Arrays.stream(sorted, low, n).average().orElseThrow();
                assertThat((double) out[k]).isCloseTo(mean, within(1e-5));
            }
        }
    }

    @Test
    void keysCompareAsTheFloatsDo() {
        float[] rising = {
            -Float.MAX_VALUE, -1, -Float.MIN_VALUE, -0f, 0f, Float.MIN_VALUE, 1, Float.MAX_VALUE
        };
        for (int i = 0; i < rising.length; i++) {
            assertThat(Strip.value(Strip.key(rising[i]))).isEqualTo(rising[i]);
            if (i > 0) {
                assertThat(Strip.key(rising[i - 1])).isLessThan(Strip.key(rising[i]));
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
