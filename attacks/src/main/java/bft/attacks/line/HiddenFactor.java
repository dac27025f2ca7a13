package bft.attacks.line;

import bft.aggregation.kernels.Vectors;
import bft.attacks.AdversaryView;

/**
 * The largest factor at which the forged vector is no farther from the honest ones than these are
 * from each other, so that no distance-based rule can distinguish it from them.
 *
 * <p>Min-max asks {@code max_i |b - g_i| <= max_ij |g_i - g_j|}; min-sum asks {@code sum_i |b -
 * g_i|^2 <= max_i sum_j |g_i - g_j|^2}, for which the authors' code takes the min over i. Found by
 * halving steps from 10 down to 1e-5, so never above 20.
 *
 * <p>Shejwalkar, Houmansadr, "Manipulating the Byzantine: optimizing model poisoning attacks and
 * defenses for federated learning", NDSS 2021, section IV. Cost O(n^2 d) time.
 */
public enum HiddenFactor implements Factor {
    MIN_MAX,
    MIN_SUM,
    MIN_SUM_OF_LEAST;

    private static final double FIRST_STEP = 10;
    private static final double PRECISION = 1e-5;

    @Override
    public double choose(Line line, AdversaryView view) {
        float[][] rows = view.sample();
        double bound = bound(rows);
        double[][] offsets = new double[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            offsets[i] = quadratic(line, rows[i]);
        }
        double good = 0;
        double t = FIRST_STEP;
        for (double step = FIRST_STEP; Math.abs(good - t) > PRECISION; step /= 2) {
            boolean hidden = spread(offsets, t) <= bound;
            good = hidden ? t : good;
            t += hidden ? step / 2 : -step / 2;
        }
        return good;
    }

    /** |start + t direction - row|^2 as a polynomial in t: its coefficients from t^0 to t^2. */
    private static double[] quadratic(Line line, float[] row) {
        double[] coefficients = new double[3];
        for (int i = 0; i < row.length; i++) {
            double offset = line.start()[i] - row[i];
            double slope = line.direction()[i];
            coefficients[0] += offset * offset;
            coefficients[1] += 2 * offset * slope;
            coefficients[2] += slope * slope;
        }
        return coefficients;
    }

    private double spread(double[][] offsets, double t) {
        double largest = 0;
        double sum = 0;
        for (double[] c : offsets) {
            double squared = c[0] + t * (c[1] + t * c[2]);
            largest = Math.max(largest, squared);
            sum += squared;
        }
        return this == MIN_MAX ? largest : sum;
    }

    private double bound(float[][] rows) {
        double largest = 0;
        double largestSum = 0;
        double leastSum = Double.POSITIVE_INFINITY;
        for (float[] a : rows) {
            double sum = 0;
            for (float[] b : rows) {
                double squared = Vectors.squaredDistance(a, b);
                largest = Math.max(largest, squared);
                sum += squared;
            }
            largestSum = Math.max(largestSum, sum);
            leastSum = Math.min(leastSum, sum);
        }
        return switch (this) {
            case MIN_MAX -> largest;
            case MIN_SUM -> largestSum;
            case MIN_SUM_OF_LEAST -> leastSum;
        };
    }
}
