package bft.worker.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SelectionTest {
    private static final long SEED = Long.getLong("bft.seed", 1);

    private static int[] naive(float[] values, int from, int to, int k) {
        return IntStream.range(from, to)
                .boxed()
                .sorted(
                        Comparator.comparingInt(
                                        (Integer i) ->
                                                -(Float.floatToRawIntBits(values[i])
                                                        & Integer.MAX_VALUE))
                                .thenComparingInt(i -> i))
                .limit(k)
                .mapToInt(Integer::intValue)
                .sorted()
                .toArray();
    }

    /** Of every kind that the sample may be wrong about: equal, all in one place, few sizes. */
    private static float[] values(Random random, int kind, int length) {
        float[] values = new float[length];
        for (int k = 0; k < length; k++) {
            values[k] =
                    switch (kind) {
                        case 0 -> (float) random.nextGaussian();
                        case 1 -> 1;
                        case 2 -> random.nextInt(3) - 1;
                        case 3 -> k > length * 9 / 10 ? (float) random.nextGaussian() : 0;
                        default -> Float.intBitsToFloat(random.nextInt());
                    };
        }
        return values;
    }

    @Test
    void theLargestAreTakenAndOfEqualsTheFirst() {
        var random = new Random(SEED);
        for (int time = 0; time < 60; time++) {
            int length = 1 + random.nextInt(time % 2 == 0 ? 300 : 40_000);
            float[] values = values(random, time % 5, length);
            int from = random.nextInt(length);
            int k = 1 + random.nextInt(Math.max(1, (length - from) / (time % 3 == 0 ? 1 : 50)));
            int[] kept = Selection.largest(values, from, length, k);
            boolean isRight = Arrays.equals(kept, naive(values, from, length, k));
            assertThat(isRight).as("time %d, seed %d", time, SEED).isTrue();
        }
    }

    @Test
    void allOfASizeAreTakenHoweverManyThereAre() {
        float[] values = values(new Random(SEED), 0, 10_000);
        for (float size : new float[] {0, 0.5f, 3, 99}) {
            int[] naive =
                    IntStream.range(0, 10_000).filter(k -> Math.abs(values[k]) >= size).toArray();
            assertThat(Selection.atLeast(values, size)).isEqualTo(naive);
        }
    }

    @Test
    void eachBlockHasItsOwnLargest() {
        float[] values = {1, 5, 2, 0, 0, 0.5f, 9, 8, 7, -3};
        assertThat(Selection.largestOfEach(values, 4, 0.25)).containsExactly(1, 6, 8);
        assertThat(Selection.largestOfEach(values, 4, 0.5)).containsExactly(1, 2, 6, 7, 8);
    }
}
