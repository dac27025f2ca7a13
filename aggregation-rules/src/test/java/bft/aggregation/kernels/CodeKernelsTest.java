package bft.aggregation.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import bft.aggregation.kernels.CodeKernels.Rounding;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Plain and vector kernels agree to the bit, and both agree with the naive form. */
class CodeKernelsTest {
    private static final int[] WIDTHS = {1, 3, 15, 16, 17, 31, 32, 33, 100, 256, 1021};
    private static final long SEED = Long.getLong("bft.seed", 1);
    private static final int FROM = 5;
    private static final int AT = 3;

    static Stream<CodeKernels> sets() {
        return Stream.of(Kernels.plain().codes(), Kernels.best().codes());
    }

    private static float[] random(int width) {
        var random = new Random(SEED);
        var values = new float[FROM + width + 2];
        for (int k = 0; k < values.length; k++) {
            values[k] = (float) random.nextGaussian();
        }
        return values;
    }

    private static byte[] bytes(int length) {
        var bytes = new byte[length];
        new Random(SEED).nextBytes(bytes);
        return bytes;
    }

    @Test
    void bothSetsAreTested() {
        assertThat(Kernels.best().codes()).isNotSameAs(Kernels.plain().codes());
    }

    @ParameterizedTest
    @MethodSource("sets")
    void theLargestSizeIsFoundAndANanIsLarger(CodeKernels kernels) {
        for (int width : WIDTHS) {
            float[] values = random(width);
            values[FROM - 1] = 99;
            float naive = 0;
            for (int k = FROM; k < FROM + width; k++) {
                naive = Math.max(naive, Math.abs(values[k]));
            }
            int bits = kernels.largest(values, FROM, FROM + width);
            assertThat(Float.intBitsToFloat(bits)).isEqualTo(naive);
            values[FROM + width / 2] = -Float.NaN;
            assertThat(kernels.largest(values, FROM, FROM + width)).isGreaterThan(0x7F800000);
        }
    }

    @ParameterizedTest
    @MethodSource("sets")
    void coordinatesOfASizeAreFoundInOrderAsFarAsThereIsRoom(CodeKernels kernels) {
        for (int width : WIDTHS) {
            float[] values = random(width);
            values[FROM + width / 2] = Float.NaN;
            int[] naive =
                    IntStream.range(FROM, FROM + width)
                            .filter(k -> !(Math.abs(values[k]) < 1.5f))
                            .toArray();
            int size = Float.floatToRawIntBits(1.5f);
            for (int room : new int[] {naive.length + 3, naive.length, naive.length / 2}) {
                int[] found = new int[room];
                int count = kernels.atLeast(values, FROM, FROM + width, size, found);
                assertThat(count).isEqualTo(Math.min(room, naive.length));
                assertThat(found).startsWith(Arrays.copyOf(naive, count));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("sets")
    void sizesAreAddedInAFixedOrder(CodeKernels kernels) {
        for (int width : WIDTHS) {
            float[] values = random(width);
            double naive = 0;
            for (int k = FROM; k < FROM + width; k++) {
                naive += Math.abs(values[k]);
            }
            float sum = kernels.sizes(values, FROM, FROM + width);
            assertThat((double) sum).isCloseTo(naive, within(1e-6 * naive));
            assertThat(sum).isEqualTo(Kernels.plain().codes().sizes(values, FROM, FROM + width));
        }
    }

    @ParameterizedTest
    @MethodSource("sets")
    void codesAreTheFloorOfTheScaledValueAndItsNoise(CodeKernels kernels) {
        for (int width : WIDTHS) {
            for (int levels : new int[] {1, 7, 127}) {
                for (boolean random : new boolean[] {true, false}) {
                    float[] values = random(width);
                    values[FROM] = 3e38f;
                    values[FROM + width - 1] = -2.5f;
                    var rounding = new Rounding(levels / 2.5f, levels, random, SEED << 40 | 7);
                    var codes = new byte[AT + width + 1];
                    kernels.round(values, FROM, FROM + width, rounding, codes, AT);
                    for (int k = FROM; k < FROM + width; k++) {
                        assertThat((int) codes[AT + k - FROM])
                                .isEqualTo(naive(values, k, rounding));
                    }
                    assertThat(codes[AT + width]).isZero();
                }
            }
        }
    }

    private static int naive(float[] values, int k, Rounding how) {
        float noise = how.random() ? Codes.noise(k, how.low(), how.high()) : 0.5f;
        float limit = how.levels() + 1;
        float scaled = Math.max(-limit, Math.min(limit, values[k] * how.inverse()));
        int below = (int) Math.floor(scaled + noise);
        return Math.max(-how.levels(), Math.min(how.levels(), below));
    }

    /** 100,000 draws: the mean of uniform ones is within 5 of its standard errors of a half. */
    @Test
    void noiseIsUniformAndDiffersWithSeedAndPlace() {
        int draws = 100_000;
        double sum = 0;
        double product = 0;
        var counts = new int[10];
        for (int k = 0; k < draws; k++) {
            float noise = Codes.noise(k, (int) SEED, 7);
            sum += noise;
            product += (noise - 0.5) * (Codes.noise(k, (int) SEED + 1, 7) - 0.5);
            counts[(int) (10 * noise)]++;
        }
        double error = Math.sqrt(1 / 12.0 / draws);
        assertThat(sum / draws).isCloseTo(0.5, within(5 * error));
        assertThat(product / draws).isCloseTo(0, within(5 * error * Math.sqrt(1 / 12.0)));
        double bound = 5 * Math.sqrt(draws * 0.1 * 0.9);
        assertThat(Arrays.stream(counts)).allMatch(c -> Math.abs(c - draws / 10) < bound);
    }

    @ParameterizedTest
    @MethodSource("sets")
    void codesOfAByteComeBackTimesTheStep(CodeKernels kernels) {
        for (int width : WIDTHS) {
            byte[] codes = bytes(AT + width);
            float[] row = random(width);
            float[] before = row.clone();
            kernels.scale(codes, AT, 0.3f, row, FROM, FROM + width);
            for (int k = 0; k < row.length; k++) {
                boolean inside = k >= FROM && k < FROM + width;
                float expected = inside ? codes[AT + k - FROM] * 0.3f : before[k];
                assertThat(row[k]).isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("sets")
    void fewBitsComeBackFromThePlaceTheyWerePackedTo(CodeKernels kernels) {
        for (int width : WIDTHS) {
            for (int bits : new int[] {2, 4}) {
                int high = 1 << bits - 1;
                byte[] codes = new byte[width + 8];
                var random = new Random(SEED);
                for (int k = 0; k < width; k++) {
                    codes[k] = (byte) (random.nextInt(2 * high) - high);
                }
                byte[] packed = new byte[AT + width + 8];
                CodeKernels.pack(codes, width, bits, packed, AT);
                float[] row = random(width);
                float last = row[FROM + width];
                kernels.scale(packed, AT, bits, 0.3f, row, FROM, FROM + width);
                for (int k = 0; k < width; k++) {
                    assertThat(row[FROM + k]).isEqualTo(codes[k] * 0.3f);
                }
                assertThat(row[FROM + width]).isEqualTo(last);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("sets")
    void signsComeBackWithTheScale(CodeKernels kernels) {
        for (int width : WIDTHS) {
            float[] values = random(width);
            values[FROM] = -0f;
            byte[] packed = new byte[AT + width / 8 + 2];
            kernels.signs(values, FROM, FROM + width, packed, AT);
            float[] row = new float[values.length];
            kernels.signed(packed, AT, 0.3f, row, FROM, FROM + width);
            for (int k = FROM; k < FROM + width; k++) {
                assertThat(row[k]).isEqualTo(Math.copySign(0.3f, values[k]));
            }
            assertThat(row[FROM + width]).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("sets")
    void everyHalfComesBackFromItsFloat(CodeKernels kernels) {
        byte[] all = new byte[2 << 16];
        for (int half = 0; half < 1 << 16; half++) {
            all[2 * half] = (byte) half;
            all[2 * half + 1] = (byte) (half >> 8);
        }
        float[] row = new float[1 << 16];
        kernels.fromHalves(all, 0, row, 0, row.length);
        byte[] back = new byte[all.length];
        kernels.toHalves(row, 0, row.length, back, 0);
        for (int half = 0; half < 1 << 16; half++) {
            assertThat(row[half]).isEqualTo(Float.valueOf(naive(half)));
            boolean isNan = Float.isNaN(row[half]);
            int again = back[2 * half] & 0xFF | (back[2 * half + 1] & 0xFF) << 8;
            assertThat(again).isEqualTo(isNan ? half & 0x8000 | 0x7E00 : half);
        }
    }

    private static float naive(int half) {
        int exponent = half >> 10 & 31;
        int fraction = half & 1023;
        double size =
                exponent == 31
                        ? fraction == 0 ? 1 / 0.0 : 0 / 0.0
                        : exponent == 0
                                ? Math.scalb((double) fraction, -24)
                                : Math.scalb(1024.0 + fraction, exponent - 25);
        return (float) ((half & 0x8000) == 0 ? size : -size);
    }

    @ParameterizedTest
    @MethodSource("sets")
    void floatsGoToTheNearestHalf(CodeKernels kernels) {
        var random = new Random(SEED);
        float[] values = new float[20_000];
        for (int k = 0; k < values.length; k++) {
            double size = Math.scalb(1 + random.nextDouble(), random.nextInt(44) - 27);
            values[k] = (float) (random.nextBoolean() ? size : -size);
        }
        values[7] = 65_519.996f;
        values[8] = 65_520;
        values[9] = -3e38f;
        values[10] = 1 + 0x1p-11f;
        values[11] = 1 + 0x3p-11f;
        byte[] halves = new byte[2 * values.length];
        kernels.toHalves(values, 0, values.length, halves, 0);
        for (int k = 0; k < values.length; k++) {
            int half = halves[2 * k] & 0xFF | (halves[2 * k + 1] & 0xFF) << 8;
            assertThat(half).as("%a, seed %d", values[k], SEED).isEqualTo(nearest(values[k]));
        }
    }

    private static int nearest(float value) {
        float size = Math.abs(value);
        int low = 0;
        int high = 0x7BFF;
        while (low < high) {
            int middle = (low + high + 1) / 2;
            if (naive(middle) <= size) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        double down = size - naive(low);
        double up = low == 0x7BFF ? Double.MAX_VALUE : naive(low + 1) - size;
        int chosen = up < down || up == down && (low & 1) == 1 ? low + 1 : low;
        return value < 0 ? chosen | 0x8000 : chosen;
    }
}
