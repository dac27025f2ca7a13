package bft.aggregation.mixing;

import bft.aggregation.Distances;
import bft.aggregation.Distances.Anchor;
import bft.aggregation.MajorityMixing;
import bft.aggregation.Ranking;
import bft.aggregation.RoundContext;
import bft.aggregation.Weights;
import java.util.Arrays;
import java.util.Set;

/**
 * The geometric median {@code argmin_z sum_i |z - x_i|} by smoothed Weiszfeld steps: {@code w_i = 1
 * / max(nu, |x_i - z|), z = sum w_i x_i / sum w}. The steps are computed on the weights of z, not
 * on its coordinates: an iteration costs n², not n d.
 *
 * <p>Requires n >= 2f+1. Cost O(n²) an iteration after the distances. Guarantee: (f, 4r²)-robust
 * with r = 1 + f/(n-2f), for the minimiser; a few steps from a distant start are another estimator.
 *
 * <p>Endre Weiszfeld, Tôhoku Mathematical Journal 1937; Krishna Pillutla, Sham Kakade, Zaid
 * Harchaoui: Robust Aggregation for Federated Learning (RFA), IEEE Transactions on Signal
 * Processing 2022. Implementations differ in the start (0 in byzfl and epfml, the mean in RFA), in
 * nu (0.1; 1e-5) and in the steps (3; 4), and so in the result. An absolute nu makes the result the
 * mean where all distances are below it. Here the start is the centre of the majority cluster (the
 * mean of the half of the rows nearest to the medoid, the row with the least sum of distances), nu
 * follows the scale of the rows, and the steps are repeated until convergence.
 *
 * @param f rows declared Byzantine
 * @param start where the steps begin
 * @param nu smallest distance that is distinguished; 0 means 1e-9 of the median distance from the
 *     start
 * @param iterations maximum number of steps
 * @param tolerance a step that improves the sum of distances by less than this part is the last; 0
 *     means all steps are computed
 */
public record GeometricMedian(int f, Start start, double nu, int iterations, double tolerance)
        implements MajorityMixing {
    /** Where the steps begin. */
    public enum Start {
        /** The mean of the half of the rows nearest to the medoid. */
        MIDDLE,
        /** The mean of all rows. */
        MEAN,
        /** The origin. */
        ZERO
    }

    /** The floor used without smoothing, as a fraction of the median distance. */
    private static final double SMALLEST = 1e-9;

    /**
     * Distances are capped at this many times the median one when the improvement of a step is
     * measured: relative to the distance of an outlier any improvement is small, so one outlier
     * could end the steps immediately.
     */
    private static final double LONGEST = 100;

    @Override
    public Weights mix(Distances distances, RoundContext round) {
        int n = distances.rows();
        double[] weights = startingWeights(distances);
        double[] from = roots(distances, weights);
        double floor = nu > 0 ? nu : Math.max(Double.MIN_NORMAL, SMALLEST * median(from));
        double longest = LONGEST * median(from);
        double sum = Double.POSITIVE_INFINITY;
        for (int step = 0; step < iterations; step++) {
            double next = Arrays.stream(from).map(x -> Math.min(x, longest)).sum();
            if (step > 0 && tolerance > 0 && Math.abs(sum - next) < tolerance * next) {
                break;
            }
            sum = next;
            weights = step(from, floor, distances.points());
            from = roots(distances, weights);
        }
        return Weights.of(distances, new double[][] {weights})
                .withScores(Arrays.copyOf(from, n), "distance to the geometric median");
    }

    private double[] startingWeights(Distances distances) {
        int n = distances.rows();
        var weights = new double[distances.points()];
        switch (start) {
            case ZERO -> weights[distances.point(Anchor.ORIGIN)] = 1;
            case MEAN -> Arrays.fill(weights, 0, n, 1.0 / n);
            default -> {
                int[] nearest = Ranking.nearestToMedoid(distances, distances.rows() / 2 + 1);
                for (int i : nearest) {
                    weights[i] = 1.0 / nearest.length;
                }
            }
        }
        return weights;
    }

    private static double[] roots(Distances distances, double[] weights) {
        double[] squared = distances.squaredTo(weights);
        var roots = new double[distances.rows()];
        Arrays.setAll(roots, i -> Math.sqrt(squared[i]));
        return roots;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    /** Weights in inverse proportion to the distances; scaled so that none overflows. */
    private static double[] step(double[] from, double floor, int points) {
        double nearest = Math.max(floor, Arrays.stream(from).min().orElse(floor));
        var weights = new double[points];
        double sum = 0;
        for (int i = 0; i < from.length; i++) {
            weights[i] = nearest / Math.max(floor, from[i]);
            sum += weights[i];
        }
        for (int i = 0; i < from.length; i++) {
            weights[i] /= sum;
        }
        return weights;
    }

    @Override
    public Set<Anchor> anchors() {
        return start == Start.ZERO ? Set.of(Anchor.ORIGIN) : Set.of();
    }
}
