package bft.worker.data;

import java.util.Random;

/** Random order (Fisher, Yates; Durstenfeld, "Algorithm 235", CACM 7(7), 1964). */
public final class Shuffle {
    private Shuffle() {}

    /** Moves a random choice of values, in random order, to the first {@code length} positions. */
    static void prefix(int[] values, int length, Random random) {
        for (int i = 0; i < length; i++) {
            int j = i + random.nextInt(values.length - i);
            int swapped = values[i];
            values[i] = values[j];
            values[j] = swapped;
        }
    }

    /** The numbers 0..count-1 in random order. */
    public static int[] order(int count, Random random) {
        int[] order = new int[count];
        for (int i = 0; i < count; i++) {
            order[i] = i;
        }
        prefix(order, count, random);
        return order;
    }
}
