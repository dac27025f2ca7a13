package bft.aggregation.kernels;

import java.util.Arrays;

/**
 * Whether coordinates are finite: neither NaN nor infinite. Cost O(d).
 *
 * <p>{@code x - x} is 0 for a finite x and else NaN. HotSpot vectorises a loop without an exit
 * whose arrays all have one index, so segments of a row are copied to the index of the sums; on an
 * AVX-512 machine with JDK 17 that took 0.10 ns per coordinate, and one test after the other 0.24.
 */
public final class Finite {
    private static final int LANES = 256;
    private static final int STRETCH = 64 * LANES;

    private Finite() {}

    /** Whether every coordinate is finite. */
    public static boolean isFinite(float[] row) {
        return firstNonFinite(row, 0, row.length) < 0;
    }

    /**
     * The first coordinate that is not finite, or -1 if there is none.
     *
     * @param row not modified
     * @param from first coordinate checked
     * @param to one after the last
     */
    public static int firstNonFinite(float[] row, int from, int to) {
        if (to - from < 2 * LANES) {
            return oneByOne(row, from, to);
        }
        var lanes = new float[LANES];
        var sums = new float[LANES];
        for (int at = from, width; at < to; at += width) {
            width = Math.min(STRETCH, to - at);
            if (!isFinite(row, at, width, lanes, sums)) {
                return oneByOne(row, at, at + width);
            }
        }
        return -1;
    }

    private static boolean isFinite(float[] row, int from, int width, float[] lanes, float[] sums) {
        Arrays.fill(sums, 0);
        int k = 0;
        for (; k <= width - LANES; k += LANES) {
            System.arraycopy(row, from + k, lanes, 0, LANES);
            addDifferences(lanes, sums);
        }
        float sum = 0;
        for (float difference : sums) {
            sum += difference;
        }
        return sum == 0 && oneByOne(row, from + k, from + width) < 0;
    }

    private static void addDifferences(float[] lanes, float[] sums) {
        for (int k = 0; k < LANES; k++) {
            sums[k] += lanes[k] - lanes[k];
        }
    }

    private static int oneByOne(float[] row, int from, int to) {
        for (int k = from; k < to; k++) {
            if (!Float.isFinite(row[k])) {
                return k;
            }
        }
        return -1;
    }
}
