package bft.aggregation.reducer;

import java.util.Arrays;

/**
 * Marks the values of a column that count in a result; of equal values at an end all are marked.
 */
final class Counted {
    private Counted() {}

    /** The values of ranks {@code low} to {@code high - 1}. */
    static void ranks(float[] column, int low, int high, boolean[] counted) {
        float[] sorted = column.clone();
        Arrays.sort(sorted);
        for (int i = 0; i < column.length; i++) {
            counted[i] = column[i] >= sorted[low] && column[i] <= sorted[high - 1];
        }
    }

    /** The {@code count} values nearest to a centre. */
    static void nearest(float[] column, double centre, int count, boolean[] counted) {
        var away = new double[column.length];
        Arrays.setAll(away, i -> Math.abs(column[i] - centre));
        double[] sorted = away.clone();
        Arrays.sort(sorted);
        for (int i = 0; i < away.length; i++) {
            counted[i] = away[i] <= sorted[count - 1];
        }
    }

    /** The mean of those of ranks {@code low} to {@code high - 1}. */
    static double mean(float[] column, int low, int high) {
        float[] sorted = column.clone();
        Arrays.sort(sorted);
        double sum = 0;
        for (int k = low; k < high; k++) {
            sum += sorted[k];
        }
        return sum / (high - low);
    }
}
