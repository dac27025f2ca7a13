package bft.server.metrics;

import java.util.Arrays;

/**
 * A figure as workers report it.
 *
 * @param median NaN if too few report it for a median that lies between those of honest workers
 * @param workers how many report it
 */
public record ReportedFigure(double median, int workers) {
    /**
     * The lower median.
     *
     * @param values of different workers, finite
     * @param f how many of them may lie
     */
    static ReportedFigure of(double[] values, int f) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        boolean isSafe = sorted.length > 2 * f;
        return new ReportedFigure(
                isSafe ? sorted[(sorted.length - 1) / 2] : Double.NaN, sorted.length);
    }
}
