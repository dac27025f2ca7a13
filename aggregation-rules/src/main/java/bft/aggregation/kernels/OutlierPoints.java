package bft.aggregation.kernels;

import java.util.Arrays;

/**
 * The outliers of a block, points much further from its centre than the rows are, and their inner
 * products. Scratch memory of {@link BlockDistances}; one thread at a time.
 */
final class OutlierPoints {
    /**
     * Squared distance to the centre, relative to the rows' median, from which a point is an
     * outlier.
     */
    private static final double FAR = 1e4;

    private final boolean[] isFar;
    private double[] sorted = {};
    private double[] found = {};

    OutlierPoints(int points) {
        isFar = new boolean[points];
    }

    /**
     * Looks for outliers.
     *
     * @param own squared distance of each point to the centre, not modified
     * @param rows number of points that are rows, which come first
     * @return whether there is one
     */
    boolean find(double[] own, int rows) {
        // Comparisons: minimum and maximum of doubles honour NaN and -0, at several times the cost.
        double least = Double.POSITIVE_INFINITY;
        double most = 0;
        for (double square : own) {
            least = square > 0 && square < least ? square : least;
            most = square > most ? square : most;
        }
        return most > FAR * least && mark(own, rows);
    }

    private boolean mark(double[] own, int rows) {
        sorted = sorted.length == 0 ? new double[rows] : sorted;
        System.arraycopy(own, 0, sorted, 0, rows);
        Arrays.sort(sorted);
        double typical = sorted[rows / 2];
        boolean any = false;
        for (int i = 0; i < isFar.length; i++) {
            isFar[i] = own[i] > FAR * typical;
            any |= isFar[i];
        }
        return any;
    }

    /**
     * The products, see {@link BlockDistances#outlierProducts}.
     *
     * @param products of the points, up to powers of two
     * @param exponents of these powers, one for each point
     */
    double[] products(float[][] products, double[] own, int[] exponents) {
        int points = isFar.length;
        int pairs = BlockDistances.pairs(points);
        found = found.length == 0 ? new double[pairs + points] : found;
        int at = 0;
        for (int i = 0; i < points; i++) {
            found[pairs + i] = isFar[i] ? own[i] : 0;
            for (int j = i + 1; j < points; j++, at++) {
                boolean counts = isFar[i] || isFar[j];
                int exponent = exponents[i] + exponents[j];
                found[at] = counts ? Math.scalb((double) products[i][j], exponent) : 0;
            }
        }
        return found;
    }
}
