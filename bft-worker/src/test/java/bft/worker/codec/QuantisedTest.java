package bft.worker.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuantisedTest {
    private static final long SEED = Long.getLong("bft.seed", 1);
    private static final int D = 300;

    private static float[] gradient() {
        var random = new Random(SEED);
        var values = new float[D];
        for (int k = 0; k < D; k++) {
            values[k] = (float) random.nextGaussian();
        }
        return values;
    }

    private static ByteBuffer encode(GradientCodec codec, float[] values, long seed) {
        ByteBuffer chunk = ByteBuffer.allocate((int) codec.maxBytes(values.length));
        codec.encoder(values, seed).encode(0, values.length, chunk);
        return chunk.flip();
    }

    private static float[] through(GradientCodec codec, float[] values, long seed)
            throws MalformedChunkException {
        float[] row = new float[values.length];
        assertThat(codec.decode(encode(codec, values, seed), row, 0, values.length)).isEqualTo(-1);
        return row;
    }

    /** In 10,000 draws the mean of each coordinate is within 5 standard errors of a step. */
    @ParameterizedTest
    @ValueSource(strings = {"int8:block=64,levels=127", "int4:block=64", "ternary:block=64"})
    void randomRoundingIsRightOnAverage(String name) throws Exception {
        GradientCodec codec = Codecs.of(name);
        int draws = 10_000;
        float[] values = gradient();
        double[] sums = new double[D];
        for (int draw = 0; draw < draws; draw++) {
            float[] row = through(codec, values, Codecs.seed(SEED, 3, draw));
            for (int k = 0; k < D; k++) {
                sums[k] += row[k];
            }
        }
        for (int k = 0; k < D; k++) {
            double bound = 5 * 0.5 * step(codec, values, k) / Math.sqrt(draws);
            assertThat(sums[k] / draws)
                    .as("coordinate %d, seed %d", k, SEED)
                    .isCloseTo(values[k], within(bound));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"int8:block=64", "int4:block=64", "ternary:block=64"})
    void noValueMovesByAStepOrByMoreThanHalfOfOneToTheNearest(String name) throws Exception {
        float[] values = gradient();
        float[] random = through(Codecs.of(name), values, SEED);
        float[] nearest = through(Codecs.of(name + ",rounding=nearest"), values, SEED);
        for (int k = 0; k < D; k++) {
            double step = step(Codecs.of(name), values, k) * 1.000001;
            assertThat(random[k]).isCloseTo(values[k], within((float) step));
            assertThat(nearest[k]).isCloseTo(values[k], within((float) (step / 2)));
        }
    }

    private static double step(GradientCodec codec, float[] values, int k) {
        double largest = 0;
        for (int i = k / 64 * 64; i < Math.min(D, k / 64 * 64 + 64); i++) {
            largest = Math.max(largest, Math.abs(values[i]));
        }
        return largest / ((Quantised) codec).levels();
    }

    @Test
    void otherSeedsRoundOtherwise() throws Exception {
        GradientCodec codec = Codecs.of("int8");
        assertThat(through(codec, gradient(), 1)).isNotEqualTo(through(codec, gradient(), 2));
    }

    @Test
    void aBlockOfEightIsTheseBytes() {
        float[] values = {1, -1, 0.5f, 0, -0.25f, 0.75f, 1, -0.5f, 3};
        ByteBuffer chunk = encode(Codecs.of("int8:block=8,levels=4,rounding=nearest"), values, 0);
        assertThat(chunk.array())
                .containsExactly(
                        9, 0, 0, 0, 0, 0, -128, 0x3E, 4, -4, 2, 0, -1, 3, 4, -2, 0, 0, 0x40, 0x3F,
                        4);
        ByteBuffer ternary = encode(Codecs.of("ternary:block=8,rounding=nearest"), values, 0);
        assertThat(ternary.array())
                .containsExactly(
                        9,
                        0,
                        0,
                        0,
                        0,
                        0,
                        -128,
                        0x3F,
                        0b00011101,
                        (byte) 0b00010100,
                        0,
                        0,
                        0x40,
                        0x40,
                        1);
    }

    @Test
    void blocksOfTinyValuesAreZeroAndHugeOnesAreCutOff() throws Exception {
        float[] values = new float[16];
        values[3] = 1e-38f;
        values[9] = -3e38f;
        values[10] = 1;
        float[] row = through(Codecs.of("int8:block=8"), values, 0);
        assertThat(row[3]).isZero();
        assertThat(row[9]).isEqualTo(-127 * GradientCodec.SCALE_LIMIT);
        assertThat(row[10]).isZero();
    }

    @Test
    void aStepOutsideItsLimitsIsRefusedAndOneThatIsNotFiniteIsTold() throws Exception {
        GradientCodec codec = Codecs.of("int8:block=8");
        float[] row = new float[16];
        for (float wrong : new float[] {-1, 1e38f, Math.nextUp(GradientCodec.SCALE_LIMIT)}) {
            ByteBuffer chunk = withScale(encode(codec, new float[16], 0), wrong);
            assertThatExceptionOfType(MalformedChunkException.class)
                    .isThrownBy(() -> codec.decode(chunk, row, 0, 16))
                    .withMessage(
                            "the scale at coordinate 8 must be in [0, 1.1529215E18], got %s",
                            wrong);
        }
        for (float notFinite : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
            ByteBuffer chunk = withScale(encode(codec, new float[16], 0), notFinite);
            assertThat(codec.decode(chunk, row, 0, 16)).isEqualTo(8);
        }
    }

    private static ByteBuffer withScale(ByteBuffer chunk, float scale) {
        return chunk.order(ByteOrder.LITTLE_ENDIAN).putFloat(4 + 4 + 8, scale);
    }

    @Test
    void aChunkHasTheBytesThatItsCoordinatesTake() {
        GradientCodec codec = Codecs.of("int8:block=8");
        ByteBuffer chunk = encode(codec, new float[16], 0).order(ByteOrder.LITTLE_ENDIAN);
        for (int count : new int[] {15, 17, 0, -1, Integer.MAX_VALUE}) {
            assertThatExceptionOfType(MalformedChunkException.class)
                    .isThrownBy(() -> codec.coordinates(chunk.putInt(0, count)))
                    .withMessageContaining("must have");
        }
    }
}
