package bft.worker.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SparseTest {
    private static final long SEED = Long.getLong("bft.seed", 1);

    private static byte[] encode(GradientCodec codec, float... values) {
        ByteBuffer chunk = ByteBuffer.allocate((int) codec.maxBytes(values.length));
        codec.encoder(values, SEED).encode(0, values.length, chunk);
        return Arrays.copyOf(chunk.array(), chunk.position());
    }

    private static float[] decode(GradientCodec codec, byte... bytes)
            throws MalformedChunkException {
        ByteBuffer chunk = ByteBuffer.wrap(bytes);
        float[] row = new float[codec.coordinates(chunk)];
        codec.decode(chunk, row, 0, row.length);
        return row;
    }

    private static float[] gaussian(int length) {
        var random = new Random(SEED);
        float[] values = new float[length];
        for (int k = 0; k < length; k++) {
            values[k] = (float) random.nextGaussian();
        }
        return values;
    }

    private static void refused(GradientCodec codec, String reason, int... bytes) {
        byte[] chunk = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            chunk[i] = (byte) bytes[i];
        }
        assertThatExceptionOfType(MalformedChunkException.class)
                .isThrownBy(() -> decode(codec, chunk))
                .withMessage(reason);
    }

    @Test
    void twoOfTenAreTheseBytes() throws Exception {
        GradientCodec codec = Codecs.of("top-k:share=0.2");
        float[] values = {0, 0, 1, 0, -0.5f, 0, 0, 0, 0, 3};
        byte[] chunk = encode(codec, values);
        assertThat(chunk).containsExactly(10, 0, 0, 0, 2, 0, 0, -128, 0x3F, 0, 0, 0x40, 0x40, 3, 7);
        assertThat(decode(codec, chunk)).containsExactly(0, 0, 1, 0, 0, 0, 0, 0, 0, 3);
        assertThat(codec.values(ByteBuffer.wrap(chunk))).isEqualTo(2);
        assertThat(codec.maxValues(11)).isEqualTo(3);
    }

    @Test
    void indicesThatAreRepeatedOrOutOfRangeAreRefused() {
        GradientCodec codec = Codecs.of("top-k:share=0.2");
        refused(codec, "coordinate -1 comes twice in a run", 4, 0, 0, 0, 1, 0, 0, 0, 0, 0);
        refused(
                codec,
                "coordinate 2 comes twice in a run",
                4,
                0,
                0,
                0,
                2,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                3,
                0);
        refused(codec, "coordinate 4 is outside of the run [0, 4)", 4, 0, 0, 0, 1, 0, 0, 0, 0, 5);
        refused(
                codec,
                "coordinate 2147483646 is outside of the run [0, 4)",
                4,
                0,
                0,
                0,
                1,
                0,
                0,
                0,
                0,
                0xFF,
                0xFF,
                0xFF,
                0xFF,
                7);
        refused(
                codec,
                "a number at byte 14 exceeds 2147483647",
                4,
                0,
                0,
                0,
                1,
                0,
                0,
                0,
                0,
                0xFF,
                0xFF,
                0xFF,
                0xFF,
                0x0F);
    }

    @Test
    void countsAndLengthsThatDoNotFitAreRefused() {
        GradientCodec codec = Codecs.of("top-k:share=0.2");
        refused(codec, "a run of 4 coordinates may have 4 values, got 5", 4, 0, 0, 0, 5, 0);
        refused(
                codec,
                "data ends 3 bytes after byte 5, expected 4 bytes there",
                4,
                0,
                0,
                0,
                1,
                0,
                0,
                0);
        refused(codec, "data has 1 bytes after its last run", 4, 0, 0, 0, 1, 0, 0, 0, 0, 1, 9);
        refused(codec, "data must have more than 4 bytes, got 4", 4, 0, 0, 0);
        refused(
                codec,
                "data must have 1 to 2147483647 coordinates, got 4278190080",
                0,
                0,
                0,
                0xFF,
                0);
        refused(codec, "data must have at most 65536 coordinates, got 65537", 1, 0, 1, 0, 0);
        refused(
                Codecs.of("sparse-loco:block=8,share=0.2"),
                "a run of 8 coordinates may have 2 values, got 3",
                8,
                0,
                0,
                0,
                3,
                0);
    }

    @Test
    void sizesOutsideTheirLimitsAreRefused() {
        GradientCodec loco = Codecs.of("sparse-loco:block=8,share=0.2");
        refused(
                loco,
                "the smaller size must be in [0, 1.1529215E18], got -2.0",
                8,
                0,
                0,
                0,
                1,
                0,
                0,
                0,
                0xC0,
                0,
                0,
                0,
                0,
                0,
                1);
        refused(
                loco,
                "the larger size must be in [0, 1.1529215E18], got 1.7014118E38",
                8,
                0,
                0,
                0,
                1,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0x7F,
                0,
                1);
        refused(
                Codecs.of("sketch:share=0.5,buckets=2"),
                "value 0 is in bucket 1 of 1",
                8,
                0,
                0,
                0,
                1,
                0,
                0,
                0,
                0,
                1,
                1);
    }

    @Test
    void twoBitsAreASignAndTheMeanOfTheSmallerOrLarger() throws Exception {
        GradientCodec codec = Codecs.of("sparse-loco:block=16,share=0.25");
        float[] values = new float[16];
        values[1] = 1;
        values[5] = -2;
        values[6] = 9;
        values[15] = -12;
        float[] expected = new float[16];
        expected[1] = 1.5f;
        expected[5] = -1.5f;
        expected[6] = 10.5f;
        expected[15] = -10.5f;
        assertThat(decode(codec, encode(codec, values))).containsExactly(expected);
    }

    @Test
    void bucketsAreMeansOfAsManyNeighbours() throws Exception {
        GradientCodec codec = Codecs.of("sketch:share=1,buckets=4");
        float[] values = {8, 1, 2, 7, 3, 4, 6, 5};
        assertThat(decode(codec, encode(codec, values)))
                .containsExactly(7.5f, 1.5f, 1.5f, 7.5f, 3.5f, 3.5f, 5.5f, 5.5f);
    }

    /** 64 buckets of a Gaussian: the mean error is less than a tenth of that of 2 buckets. */
    @Test
    void moreBucketsAreNearer() throws Exception {
        float[] values = gaussian(20_000);
        assertThat(meanError(Codecs.of("sketch:share=1,buckets=64"), values))
                .isLessThan(0.1 * meanError(Codecs.of("sketch:share=1,buckets=2"), values));
    }

    private static double meanError(GradientCodec codec, float[] values) throws Exception {
        float[] row = decode(codec, encode(codec, values));
        double sum = 0;
        for (int k = 0; k < row.length; k++) {
            sum += Math.abs(row[k] - values[k]);
        }
        return sum / row.length;
    }

    /** A percent of 40,000 takes less than a seventieth of the bytes of floats. */
    @Test
    void aPercentTakesAboutAPercentOfTheBytes() {
        byte[] chunk = encode(Codecs.of("top-k:share=0.01"), gaussian(40_000));
        assertThat(chunk.length).isLessThan(4 * 40_000 / 70);
    }

    /** Over 20,000 draws, each coordinate within 5 standard errors. */
    @Test
    void randomCoordinatesAreRightOnAverage() throws Exception {
        GradientCodec codec = Codecs.of("random-k:one-in=4");
        float[] values = gaussian(30);
        int draws = 20_000;
        double[] sums = new double[30];
        for (int draw = 0; draw < draws; draw++) {
            ByteBuffer chunk = ByteBuffer.allocate((int) codec.maxBytes(30));
            codec.encoder(values, Codecs.seed(SEED, 1, draw)).encode(0, 30, chunk);
            float[] row = decode(codec, chunk.array());
            for (int k = 0; k < 30; k++) {
                sums[k] += row[k];
            }
        }
        for (int k = 0; k < 30; k++) {
            double error = Math.abs(values[k]) * Math.sqrt(3.0 / draws);
            assertThat(sums[k] / draws)
                    .as("coordinate %d, seed %d", k, SEED)
                    .isCloseTo(values[k], within(5 * error + 1e-9));
        }
    }

    @Test
    void unscaledTheyAreTheValuesThemselves() throws Exception {
        GradientCodec codec = Codecs.of("random-k:one-in=4,scaled=no");
        float[] values = gaussian(30);
        float[] row = decode(codec, encode(codec, values));
        int kept = 0;
        for (int k = 0; k < 30; k++) {
            kept += row[k] == values[k] ? 1 : 0;
            assertThat(row[k] == 0 || row[k] == values[k]).isTrue();
        }
        assertThat(kept).isEqualTo(8);
    }
}
