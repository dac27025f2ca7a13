package bft.aggregation.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FiniteTest {
    private static final float[] FINITE = {
        0, -0.0f, 1, -1, Float.MAX_VALUE, -Float.MAX_VALUE, Float.MIN_VALUE, -1e-40f
    };
    private static final float[] NOT = {
        Float.NaN,
        Float.POSITIVE_INFINITY,
        Float.NEGATIVE_INFINITY,
        Float.intBitsToFloat(0x7f800001),
        Float.intBitsToFloat(0xffffffff)
    };

    private static int naive(float[] row, int from, int to) {
        for (int k = from; k < to; k++) {
            if (Float.isNaN(row[k]) || Float.isInfinite(row[k])) {
                return k;
            }
        }
        return -1;
    }

    private static float[] finite(Random random, int length) {
        var row = new float[length];
        for (int k = 0; k < length; k++) {
            row[k] = FINITE[random.nextInt(FINITE.length)];
        }
        return row;
    }

    @Test
    void findsTheFirstAtAnyPosition() {
        for (long seed = 0; seed < 3000; seed++) {
            var random = new Random(seed);
            float[] row = finite(random, random.nextInt(40_000));
            int from = random.nextInt(row.length + 1);
            int to = from + random.nextInt(row.length - from + 1);
            for (int broken = random.nextInt(4); broken > 0 && row.length > 0; broken--) {
                row[random.nextInt(row.length)] = NOT[random.nextInt(NOT.length)];
            }
            assertThat(Finite.firstNonFinite(row, from, to))
                    .as("seed %d, %d to %d of %d", seed, from, to, row.length)
                    .isEqualTo(naive(row, from, to));
        }
    }

    @Test
    void checksEveryPositionOfALongRow() {
        float[] row = finite(new Random(1), 17_000);
        assertThat(Finite.isFinite(row)).isTrue();
        for (int k = 0; k < row.length; k += k < 600 || k > 16_300 ? 1 : 61) {
            float before = row[k];
            row[k] = NOT[k % NOT.length];
            assertThat(Finite.firstNonFinite(row, 0, row.length)).isEqualTo(k);
            assertThat(Finite.isFinite(row)).isFalse();
            row[k] = before;
        }
    }

    @Test
    void ignoresCoordinatesOutsideTheRange() {
        var row = new float[1000];
        Arrays.fill(row, Float.NaN);
        Arrays.fill(row, 100, 900, 1);
        assertThat(Finite.firstNonFinite(row, 100, 900)).isEqualTo(-1);
        assertThat(Finite.firstNonFinite(row, 100, 901)).isEqualTo(900);
        assertThat(Finite.firstNonFinite(row, 7, 7)).isEqualTo(-1);
        assertThat(Finite.isFinite(new float[0])).isTrue();
    }
}
