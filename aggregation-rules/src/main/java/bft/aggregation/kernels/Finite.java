package bft.aggregation.kernels;

/** Whether coordinates are finite: neither NaN nor infinite. Cost O(d), no space. */
public final class Finite {
    private Finite() {}

    /** Whether every coordinate is finite. */
    public static boolean isFinite(float[] row) {
        return firstNonFinite(row, 0, row.length) < 0;
    }

    /**
     * The first coordinate that is not finite, or -1 if there is none.
     *
     * @param row not modified
     * @param from first coordinate looked at
     * @param to one after the last
     */
    public static int firstNonFinite(float[] row, int from, int to) {
        for (int k = from; k < to; k++) {
            if (!Float.isFinite(row[k])) {
                return k;
            }
        }
        return -1;
    }
}
