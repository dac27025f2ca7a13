package bft.worker.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Bfloat16Test {
    private static final FixedWidth CODEC = (FixedWidth) Codecs.of("bfloat16");
    private static final float LARGEST = Float.intBitsToFloat(0x7F7F0000);
    private static final long SEED = Long.getLong("bft.seed", 1);

    private static float through(float value) {
        ByteBuffer chunk = ByteBuffer.allocate(2);
        float[] row = new float[1];
        CODEC.encoder(new float[] {value}, 0).encode(0, 1, chunk);
        CODEC.decode(chunk.flip(), row, 0, 1);
        return row[0];
    }

    @Test
    void tiesGoToTheEvenNeighbour() {
        assertThat(through(1 + 0x1p-8f)).isEqualTo(1);
        assertThat(through(1 + 0x3p-8f)).isEqualTo(1 + 0x4p-8f);
        assertThat(through(1 + 0x1p-8f + 0x1p-23f)).isEqualTo(1 + 0x2p-8f);
        assertThat(through(-1 - 0x3p-8f)).isEqualTo(-1 - 0x4p-8f);
    }

    @Test
    void whatWouldRoundToInfinityBecomesTheLargestFiniteValue() {
        assertThat(through(Float.MAX_VALUE)).isEqualTo(LARGEST);
        assertThat(through(-Float.MAX_VALUE)).isEqualTo(-LARGEST);
        assertThat(through(Float.intBitsToFloat(0x7F7F8000))).isEqualTo(LARGEST);
        assertThat(through(Float.POSITIVE_INFINITY)).isInfinite();
        assertThat(through(Float.NEGATIVE_INFINITY)).isEqualTo(Float.NEGATIVE_INFINITY);
    }

    @Test
    void aNanWhoseLowerBitsAloneSayItStaysOne() {
        assertThat(through(Float.intBitsToFloat(0x7F800001))).isNaN();
        assertThat(through(Float.intBitsToFloat(0xFFFFFFFF))).isNaN();
    }

    @Test
    void zerosKeepTheirSignAndTheSmallestValuesRoundToThem() {
        assertThat(Float.floatToRawIntBits(through(-0f))).isEqualTo(0x80000000);
        assertThat(through(Float.MIN_VALUE)).isZero();
        assertThat(through(Float.intBitsToFloat(0x00018000)))
                .isEqualTo(Float.intBitsToFloat(0x00020000));
    }

    /** Against the nearest of both neighbours, found in doubles. */
    @Test
    void everyFiniteValueGoesToTheNearest() {
        Random random = new Random(SEED);
        for (int time = 0; time < 200_000; time++) {
            float value = Float.intBitsToFloat(random.nextInt());
            if (Float.isFinite(value)) {
                assertThat(through(value)).as("%a, seed %d", value, SEED).isEqualTo(naive(value));
            }
        }
    }

    private static float naive(float value) {
        int below = Float.floatToRawIntBits(value) & 0xFFFF0000;
        float toZero = Float.intBitsToFloat(below);
        float away = Float.intBitsToFloat(below + 0x10000);
        if (!Float.isFinite(away)) {
            return toZero;
        }
        double down = Math.abs((double) value - toZero);
        double up = Math.abs((double) away - value);
        boolean isEven = (below & 0x10000) == 0;
        return down < up || down == up && isEven ? toZero : away;
    }
}
