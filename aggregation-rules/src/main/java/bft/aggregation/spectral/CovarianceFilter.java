package bft.aggregation.spectral;

import bft.aggregation.Distances;
import bft.aggregation.Explanation;
import bft.aggregation.MajorityMixing;
import bft.aggregation.RoundContext;
import bft.aggregation.Weights;
import bft.spec.Text;
import java.util.Arrays;

/**
 * CAF, covariance-bound agnostic filter: lowers the weight of outliers in the direction of largest
 * variance until weight 2f is removed, and returns the mean with the smallest variance.
 *
 * <pre>
 * c_i = 1
 * while sum c > n - 2f:
 *   mu = sum c_i x_i / sum c;  (lambda, v) = top eigenpair of sum c_i (x_i-mu)(x_i-mu)' / sum c
 *   keep mu if lambda is the smallest so far
 *   tau_i = ((x_i - mu).v)²;  c_i = c_i (1 - tau_i / max_{c_j > 0} tau_j)
 * </pre>
 *
 * <p>Requires n >= 2f+1. Cost O(n³) a round after the distances, at most 2f+1 rounds, as each
 * removes all weight of one row. Guarantee: (f, kappa)-robust for f &lt; n/2 without knowing a
 * bound on the variance.
 *
 * <p>Youssef Allouah, Rachid Guerraoui, John Stephan: Towards Trustworthy Federated Learning with
 * Untrusted Participants, ICML 2025. byzfl takes one power step from a random start for v, and the
 * maximum also over rows without weight ({@link PowerStepFilter}): then the number of rounds grows
 * with the size of an outlier, and one worker can stall the server. It returns nothing for f = 0;
 * here the result is the mean.
 *
 * @param f rows declared Byzantine
 */
public record CovarianceFilter(int f) implements MajorityMixing {
    /** Bound on the rounds of one mixing. */
    public static final int MOST_ROUNDS = 100_000;

    /** Bound on the rounds times n², some tens of which take a nanosecond or so each. */
    private static final long MOST_PRODUCTS = 50_000_000;

    /**
     * The spread of the rows about a weighted mean.
     *
     * @param most the largest eigenvalue, or its estimate
     * @param tau the squared projection of each row on the direction of largest variance, up to a
     *     common factor
     */
    record Spread(double most, double[] tau) {}

    /** Computes the spread from inner products about a mean and the weights in it. */
    @FunctionalInterface
    interface Direction {
        Spread spread(double[][] inner, double[] shares);
    }

    @Override
    public Weights mix(Distances distances, RoundContext round) {
        return filter(distances, CovarianceFilter::eigenvector, false);
    }

    /**
     * Lowers the weights.
     *
     * @param maximumOverAll whether the maximum includes rows without weight
     */
    Weights filter(Distances distances, Direction direction, boolean maximumOverAll) {
        int n = distances.rows();
        var counts = new double[n];
        Arrays.fill(counts, 1);
        double[] kept = shares(counts, distances.points());
        double least = Double.POSITIVE_INFINITY;
        int most = mostRounds(n);
        int rounds = 0;
        for (; isAbove(counts, n - 2 * f) && rounds < most; rounds++) {
            double[] shares = shares(counts, distances.points());
            Spread spread = direction.spread(distances.innerProducts(shares), shares);
            if (spread.most() < least) {
                least = spread.most();
                kept = shares;
            }
            if (!lower(counts, spread.tau(), maximumOverAll)) {
                break;
            }
        }
        var scores = new double[n];
        Arrays.setAll(scores, i -> 1 - counts[i]);
        boolean ended = rounds == most && isAbove(counts, n - 2 * f);
        return Weights.of(distances, new double[][] {kept})
                .withScores(scores, explanation(kept))
                .noting(ended ? note(rounds, Arrays.stream(counts).sum(), n - 2 * f) : "");
    }

    private static boolean isAbove(double[] counts, int least) {
        return Arrays.stream(counts).sum() > least;
    }

    private static String note(int rounds, double left, int least) {
        return Text.of(
                        "caf ended at its bound of %s rounds with weight %.4g left of at least %s:"
                                + " the mean",
                        rounds, left, least)
                + " that varied least so far";
    }

    /**
     * The number of rounds that take about a second, but at least as many as the exact filter
     * needs.
     */
    private static int mostRounds(int n) {
        return (int) Math.max(n + 1, Math.min(MOST_ROUNDS, MOST_PRODUCTS / ((long) n * n)));
    }

    private static Explanation explanation(double[] kept) {
        double most = Arrays.stream(kept).max().orElse(1);
        return new Explanation(
                i -> "lost all its weight to the direction of largest variance",
                i ->
                        kept[i] > 0.995 * most
                                ? ""
                                : Text.of(
                                        "lost %.0f %% of its weight to the direction of largest"
                                                + " variance",
                                        100 * (1 - kept[i] / most)));
    }

    private static Spread eigenvector(double[][] inner, double[] shares) {
        Eigenpair top = Eigenpair.largest(weighted(inner, shares), true);
        return new Spread(top.value(), outlyingness(inner, shares, top.vector()));
    }

    private static double[] shares(double[] counts, int points) {
        double sum = Arrays.stream(counts).sum();
        var shares = new double[points];
        Arrays.setAll(shares, i -> i < counts.length ? counts[i] / sum : 0);
        return shares;
    }

    private static double[][] weighted(double[][] inner, double[] shares) {
        var weighted = new double[inner.length][inner.length];
        for (int i = 0; i < inner.length; i++) {
            for (int j = 0; j < inner.length; j++) {
                weighted[i][j] = Math.sqrt(shares[i] * shares[j]) * inner[i][j];
            }
        }
        return weighted;
    }

    /** The squared projections on v, up to a common factor. */
    private static double[] outlyingness(double[][] inner, double[] shares, double[] vector) {
        var tau = new double[inner.length];
        for (int i = 0; i < inner.length; i++) {
            double projection = 0;
            for (int j = 0; j < inner.length; j++) {
                projection += Math.sqrt(shares[j]) * vector[j] * inner[i][j];
            }
            tau[i] = projection * projection;
        }
        return tau;
    }

    /** Lowers the counts; false if there is no outlier. */
    private static boolean lower(double[] counts, double[] tau, boolean maximumOverAll) {
        double most = 0;
        for (int i = 0; i < counts.length; i++) {
            most = maximumOverAll || counts[i] > 0 ? Math.max(most, tau[i]) : most;
        }
        for (int i = 0; i < counts.length && most > 0; i++) {
            counts[i] *= Math.max(0, 1 - tau[i] / most);
        }
        return most > 0;
    }
}
