package bft.worker.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeltaTest {
    private static final long SEED = Long.getLong("bft.seed", 1);
    private static final int HEADER = 4;

    private static ByteBuffer encode(float[] held, float[] values, int from, int to) {
        ByteBuffer out = ByteBuffer.allocate((int) Codecs.DELTA.maxBytes(to - from) + 3);
        out.position(3);
        Codecs.DELTA.encoder(held, values).encode(from, to, out);
        return out.limit(out.position()).position(3);
    }

    private static int[] bits(float[] values) {
        int[] bits = new int[values.length];
        Arrays.setAll(bits, k -> Float.floatToRawIntBits(values[k]));
        return bits;
    }

    private static float[] anyBits(Random random, int d) {
        float[] values = new float[d];
        for (int k = 0; k < d; k++) {
            values[k] = Float.intBitsToFloat(random.nextInt());
        }
        return values;
    }

    private static byte[] sound(int d) {
        float[] values = new float[d];
        Arrays.fill(values, 1);
        ByteBuffer chunk = encode(new float[d], values, 0, d);
        byte[] bytes = new byte[chunk.remaining()];
        chunk.get(bytes);
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 15, 16, 17, 31, 33, 1_000})
    void anyVersionComesBackToTheBitFromAnyOther(int d) throws Exception {
        Random random = new Random(SEED);
        for (int time = 0; time < 200; time++) {
            float[] held = anyBits(random, d);
            float[] values = anyBits(random, d);
            for (int k = 0; k < d; k++) {
                int kept = random.nextInt(33);
                int mask = (int) (0xFFFF_FFFFL << kept);
                int mixed = bits(held)[k] & mask | bits(values)[k] & ~mask;
                values[k] = Float.intBitsToFloat(mixed);
            }
            ByteBuffer chunk = encode(held, values, 0, d);
            assertThat(chunk.remaining()).isLessThanOrEqualTo((int) Codecs.DELTA.maxBytes(d));
            assertThat(Codecs.DELTA.coordinates(chunk)).isEqualTo(d);
            ByteBuffer direct = ByteBuffer.allocateDirect(chunk.remaining());
            direct.put(chunk.duplicate()).flip();
            float[] row = held.clone();
            Codecs.DELTA.decode(random.nextBoolean() ? chunk : direct, row, 0, d);
            assertThat(bits(row)).as("seed %d", SEED).isEqualTo(bits(values));
        }
    }

    @Test
    void aRangeChangesNothingElse() throws Exception {
        Random random = new Random(SEED);
        float[] held = anyBits(random, 100);
        float[] values = anyBits(random, 100);
        float[] row = held.clone();
        Codecs.DELTA.decode(encode(held, values, 32, 70), row, 32, 70);
        float[] expected = held.clone();
        System.arraycopy(values, 32, expected, 32, 38);
        assertThat(bits(row)).isEqualTo(bits(expected));
    }

    @Test
    void whatHasHardlyChangedIsShort() {
        int d = 1 << 14;
        float[] held = new float[d];
        float[] values = new float[d];
        Random random = new Random(SEED);
        for (int k = 0; k < d; k++) {
            held[k] = (float) random.nextGaussian();
            values[k] = held[k] * (1 + 1e-4f * (float) random.nextGaussian());
        }
        assertThat(encode(held, values, 0, d).remaining()).isLessThan(d * 2);
        assertThat(encode(held, held, 0, d).remaining()).isEqualTo(HEADER + d / Delta.BLOCK);
    }

    @Test
    void theFirstValueThatIsNotFiniteIsFound() throws Exception {
        float[] values = new float[40];
        values[21] = Float.NaN;
        values[30] = Float.NEGATIVE_INFINITY;
        float[] row = new float[40];
        assertThat(Codecs.DELTA.decode(encode(row, values, 0, 40), row, 0, 40)).isEqualTo(21);
    }

    @Test
    void bytesThatAreNoChangesAreRefusedWithTheReason() {
        byte[] wide = sound(20);
        wide[HEADER] = 33;
        requireRefused(wide, "a difference has at most 32 bits, got 33");
        byte[] cut = Arrays.copyOf(sound(20), sound(20).length - 1);
        requireRefused(cut, "data of 20 coordinates must have 84 bytes, got 83");
        byte[] many = sound(20);
        many[3] = 0x7F;
        requireRefused(many, "data of 2130706452 coordinates cannot have 84 bytes");
        byte[] negative = sound(20);
        negative[3] = -1;
        requireRefused(negative, "data of 4278190100 coordinates cannot have 84 bytes");
        requireRefused(new byte[] {0, 0, 0, 0, 0}, "data of 0 coordinates cannot have 5 bytes");
        requireRefused(new byte[3], "data must begin with 4 bytes that count coordinates, got 3");
    }

    private static void requireRefused(byte[] bytes, String why) {
        assertThatExceptionOfType(MalformedChunkException.class)
                .isThrownBy(() -> Codecs.DELTA.coordinates(ByteBuffer.wrap(bytes)))
                .withMessage(why);
    }

    @Test
    void noByteStandsForMoreThanSixteenCoordinates() {
        for (int bytes : new int[] {0, 4, 8, 9, 20, 68, 69, 4_096, 245_632}) {
            int most = Codecs.DELTA.maxCoordinates(bytes);
            assertThat(Codecs.DELTA.maxBytes(most)).isLessThanOrEqualTo(Math.max(4, bytes));
        }
        byte[] nothing = new byte[HEADER + 2];
        nothing[0] = 33;
        requireRefused(nothing, "data of 33 coordinates cannot have 6 bytes");
    }

    @Test
    void gradientsAreNotSentThisWay() {
        assertThat(Codecs.ALL).doesNotContain(Codecs.DELTA);
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> Codecs.of("delta"));
        assertThat(Codecs.ofModels("delta")).isSameAs(Codecs.DELTA);
    }
}
