package bft.server.metrics;

import java.util.Arrays;
import java.util.Locale;

/**
 * A figure as workers report it.
 *
 * @param median NaN if too few report it for a median that lies between those of honest workers
 * @param lower quartile, NaN likewise
 * @param upper quartile, NaN likewise
 * @param workers how many report it and are trusted
 * @param distrusted how many more report it
 */
public record ReportedFigure(
        double median, double lower, double upper, int workers, int distrusted) {
    /**
     * The lower median, and the quartiles as far from it. Of m values of which f are lies, the k-th
     * from either end lies between two honest ones if k > f and m - k >= f.
     *
     * @param values of different workers, finite
     * @param f how many of them may lie
     * @param distrusted how many others were left out
     */
    static ReportedFigure of(double[] values, int f, int distrusted) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int last = sorted.length - 1;
        return new ReportedFigure(
                safe(sorted, last / 2, f),
                safe(sorted, last / 4, f),
                safe(sorted, last - last / 4, f),
                sorted.length,
                distrusted);
    }

    /** For people. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%.4f, the median of what %s workers report, quartiles %.4f and %.4f; %s more are"
                        + " distrusted",
                median,
                workers,
                lower,
                upper,
                distrusted);
    }

    private static double safe(double[] sorted, int index, int f) {
        boolean isSafe = index >= f && sorted.length - index > f;
        return isSafe ? sorted[index] : Double.NaN;
    }
}
