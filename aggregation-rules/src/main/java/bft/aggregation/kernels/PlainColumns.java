package bft.aggregation.kernels;

import bft.aggregation.kernels.Kernels.Centre;
import java.util.Arrays;

/** The sorting of columns and the means of ranks, of {@link PlainKernels}. */
final class PlainColumns {
    private static final int ORIGIN = Kernels.ORIGIN;
    private static final int BEGIN = PlainScratch.BEGIN;

    /** The bits of infinity: those of a NaN without its sign are more. */
    private static final int INFINITY = 0x7f800000;

    /** Added to the bits of an infinity or a NaN without its sign, it reaches the sign. */
    private static final int TO_SIGN = Integer.MIN_VALUE - INFINITY;

    /** HotSpot vectorises the minimum and maximum of ints from JDK 20 on. */
    private static final boolean MINIMA = Runtime.version().feature() >= 20;

    private PlainColumns() {}

    static void toKeys(
            PlainScratch own, float[] row, int from, int width, int[] keys, float[] check) {
        own.toBits(row, from, width, keys);
        int signs = 0;
        for (int k = ORIGIN; k < ORIGIN + width; k++) {
            int bits = keys[k];
            signs |= (bits & Integer.MAX_VALUE) + TO_SIGN;
            keys[k] = bits ^ (bits >> 31) >>> 1;
        }
        if (signs < 0) {
            check[0] = Float.NaN;
        }
    }

    static void sort(int[][] keys, int width, SortingNetwork network) {
        int end = ORIGIN + width;
        for (SortingNetwork.Step step : network.steps()) {
            int[] a = keys[step.a()];
            int[] b = keys[step.b()];
            switch (step.kind()) {
                case EXCHANGE -> exchange(a, b, end);
                case KEEP_LOW -> keepLow(a, b, end);
                case KEEP_HIGH -> keepHigh(a, b, end);
                case MERGE_FOUR -> mergeFour(a, b, keys[step.c()], keys[step.d()], end);
                default -> sortFour(a, b, keys[step.c()], keys[step.d()], end);
            }
        }
    }

    private static void exchange(int[] low, int[] high, int end) {
        for (int k = BEGIN; k < end; k++) {
            int a = low[k];
            int b = high[k];
            low[k] = smaller(a, b);
            high[k] = larger(a, b);
        }
    }

    /** In one loop if it is vectorised: rows are read and written once. */
    private static void mergeFour(int[] a, int[] b, int[] c, int[] d, int end) {
        if (!MINIMA) {
            exchange(a, c, end);
            exchange(b, d, end);
            exchange(b, c, end);
            return;
        }
        for (int k = BEGIN; k < end; k++) {
            int w = a[k];
            int x = b[k];
            int y = c[k];
            int z = d[k];
            int left = Math.min(x, z);
            int right = Math.max(w, y);
            a[k] = Math.min(w, y);
            d[k] = Math.max(x, z);
            b[k] = Math.min(left, right);
            c[k] = Math.max(left, right);
        }
    }

    private static void sortFour(int[] a, int[] b, int[] c, int[] d, int end) {
        if (!MINIMA) {
            exchange(a, b, end);
            exchange(c, d, end);
            mergeFour(a, b, c, d, end);
            return;
        }
        for (int k = BEGIN; k < end; k++) {
            int low = Math.min(a[k], b[k]);
            int high = Math.max(a[k], b[k]);
            int less = Math.min(c[k], d[k]);
            int more = Math.max(c[k], d[k]);
            int left = Math.min(high, more);
            int right = Math.max(low, less);
            a[k] = Math.min(low, less);
            d[k] = Math.max(high, more);
            b[k] = Math.min(left, right);
            c[k] = Math.max(left, right);
        }
    }

    private static void keepLow(int[] low, int[] high, int end) {
        for (int k = BEGIN; k < end; k++) {
            low[k] = smaller(low[k], high[k]);
        }
    }

    private static void keepHigh(int[] low, int[] high, int end) {
        for (int k = BEGIN; k < end; k++) {
            high[k] = larger(low[k], high[k]);
        }
    }

    private static int smaller(int a, int b) {
        return MINIMA ? Math.min(a, b) : b ^ differenceIfLess(a, b);
    }

    private static int larger(int a, int b) {
        return MINIMA ? Math.max(a, b) : a ^ differenceIfLess(a, b);
    }

    /** The bits in which they differ if {@code a < b}, else none. */
    private static int differenceIfLess(int a, int b) {
        int bits = a ^ b;
        int difference = a - b;
        return bits & (difference ^ bits & (difference ^ a)) >> 31;
    }

    static void meanOfRanks(
            PlainScratch own, int[][] keys, int low, int high, int width, float[] out, int at) {
        if (high - low == 1) {
            own.toValues(keys[low], width, out, at);
            return;
        }
        float[] sum = own.sums[0];
        Arrays.fill(sum, 0);
        float[] first = own.inputs[1];
        own.toValues(keys[low], width, first, ORIGIN);
        for (int i = low + 1; i < high; i++) {
            own.toValues(keys[i], width, own.inputs[0], ORIGIN);
            PlainSums.addDifference(own.inputs[0], first, BEGIN, ORIGIN + width, sum);
        }
        PlainSums.endMean(first, 1f / (high - low), BEGIN, ORIGIN + width, sum);
        System.arraycopy(sum, ORIGIN, out, at, width);
    }

    static void meanAround(
            PlainScratch own,
            int[][] keys,
            Centre centre,
            int kept,
            int width,
            float[] out,
            int at) {
        float[] sum = own.sums[0];
        Arrays.fill(sum, 0);
        Arrays.fill(centre.ties(), 0, width, 0);
        PlainScratch.copy(centre.below(), 0, width, own.inputs[2]);
        PlainScratch.copy(centre.above(), 0, width, own.inputs[3]);
        for (int j = 0; j < kept; j++) {
            int[] nearest = keys[j];
            if (j + kept < keys.length) {
                nearest = own.keys;
                System.arraycopy(keys[j], ORIGIN, nearest, ORIGIN, width);
            }
            for (int i = j; i + kept < keys.length; i += kept) {
                nearer(own, keys[i], keys[i + kept], width);
                markTies(own, centre.ties(), i, width);
            }
            own.toValues(nearest, width, own.inputs[0], ORIGIN);
            PlainSums.addDifference(own.inputs[0], own.inputs[2], BEGIN, ORIGIN + width, sum);
        }
        PlainSums.endMean(own.inputs[2], 1f / kept, BEGIN, ORIGIN + width, sum);
        System.arraycopy(sum, ORIGIN, out, at, width);
    }

    /**
     * Takes the right value of a pair where it is nearer than the left one; keeps the bits of the
     * difference.
     */
    private static void nearer(PlainScratch own, int[] left, int[] right, int width) {
        float[] x = own.inputs[0];
        float[] y = own.inputs[1];
        own.toValues(left, width, x, ORIGIN);
        own.toValues(right, width, y, ORIGIN);
        subtractGaps(x, y, own.inputs[2], own.inputs[3], own.sums[1]);
        own.toBits(own.sums[1], ORIGIN, width, own.bits);
        take(own.bits, right, own.keys, ORIGIN + width);
    }

    private static void subtractGaps(
            float[] x, float[] y, float[] below, float[] above, float[] further) {
        for (int k = BEGIN; k < PlainScratch.END; k++) {
            further[k] = (y[k] - above[k]) - (below[k] - x[k]);
        }
    }

    private static void take(int[] further, int[] right, int[] nearest, int end) {
        for (int k = BEGIN; k < end; k++) {
            nearest[k] ^= (nearest[k] ^ right[k]) & further[k] >> 31;
        }
    }

    /** Marks pairs whose distances are the same or infinite, but whose values differ. */
    private static void markTies(PlainScratch own, float[] ties, int rank, int width) {
        int signs = 0;
        for (int k = ORIGIN; k < ORIGIN + width; k++) {
            int size = own.bits[k] & Integer.MAX_VALUE;
            signs |= size - 1 | INFINITY - size;
        }
        for (int k = 0; k < width && signs < 0; k++) {
            float further = own.sums[1][ORIGIN + k];
            boolean tied = further == 0 || Float.isNaN(further);
            if (tied && own.inputs[0][ORIGIN + k] != own.inputs[1][ORIGIN + k]) {
                ties[k] = rank + 1;
            }
        }
    }
}
