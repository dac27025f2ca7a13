package bft.aggregation.spectral;

import java.util.Arrays;

/**
 * One step of the power method from (1, ..., 1): byzfl's estimate of the direction of largest
 * variance (byzfl starts at random; the recorded answers start there). If the rows' sums over their
 * coordinates hardly differ, the estimate is unrelated to that direction.
 *
 * @param most the length of the step from the unit vector, times the root of d: the estimate of the
 *     largest eigenvalue up to that factor
 * @param along the projection of each row, relative to the mean, on that direction; all 0 if there
 *     is none
 */
record PowerStep(double most, double[] along) {
    /** The sum of each row's coordinates. */
    static double[] sums(float[][] rows) {
        var sums = new double[rows.length];
        for (int i = 0; i < rows.length; i++) {
            for (float x : rows[i]) {
                sums[i] += x;
            }
        }
        return sums;
    }

    /**
     * Computes the step.
     *
     * @param inner inner products of the rows about their mean with these shares, not modified
     * @param sums of the rows' coordinates, not modified
     * @param shares of the rows, adding up to 1; not modified
     */
    static PowerStep of(double[][] inner, double[] sums, double[] shares) {
        int n = inner.length;
        double mean = 0;
        for (int i = 0; i < n; i++) {
            mean += shares[i] * sums[i];
        }
        var pull = new double[n];
        for (int i = 0; i < n; i++) {
            pull[i] = shares[i] * (sums[i] - mean);
        }
        var along = new double[n];
        double squared = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                along[i] += pull[j] * inner[i][j];
            }
            squared += pull[i] * along[i];
        }
        double length = Math.sqrt(Math.max(0, squared));
        Arrays.setAll(along, i -> length > 0 ? along[i] / length : 0);
        return new PowerStep(length, along);
    }
}
