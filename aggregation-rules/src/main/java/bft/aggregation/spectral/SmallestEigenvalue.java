package bft.aggregation.spectral;

import bft.aggregation.Distances;
import bft.aggregation.MajorityMixing;
import bft.aggregation.RoundContext;
import bft.aggregation.Weights;
import java.util.Arrays;

/**
 * SMEA, smallest maximum eigenvalue averaging: the mean of the n-f rows whose covariance has the
 * smallest largest eigenvalue, {@code argmin_{|S| = n-f} lambda_max(sum_{i in S} (x_i - mean_S)(x_i
 * - mean_S)' / |S|)}. Of several such subsets the lexicographically first.
 *
 * <p>Requires n >= 2f+1. A further row never lowers the largest eigenvalue of the scatter {@code
 * |S| cov(S)}, so a subset is only extended while its own is below the best; the eigenvalue is that
 * of the |S| x |S| matrix of inner products. Cost O(C(n, f) (n-f)³) at worst after the distances;
 * the search ends with an error after {@link #MOST_SUBSETS} eigenvalues.
 *
 * <p>Guarantee: squared error at most 4f/(n-2f) times the largest eigenvalue of the honest rows'
 * covariance, the order of the lower bound; other rules bound by its trace.
 *
 * <p>Youssef Allouah, Rachid Guerraoui, Nirupam Gupta, Rafael Pinot, John Stephan: On the
 * Privacy-Robustness-Utility Trilemma in Distributed Learning, ICML 2023. byzfl takes one power
 * step for the eigenvalue ({@link PowerStepSubset}) and then chooses another subset in a quarter of
 * our reference cases; here the eigenvalue is exact.
 *
 * @param f rows declared Byzantine
 */
public record SmallestEigenvalue(int f) implements MajorityMixing {
    /** Bound on the subsets looked at in one mixing. */
    public static final int MOST_SUBSETS = 200_000;

    @Override
    public Weights mix(Distances distances, RoundContext round) {
        int n = distances.rows();
        var uniform = new double[distances.points()];
        Arrays.fill(uniform, 0, n, 1.0 / n);
        double[][] inner = distances.innerProducts(uniform);
        var search = new SubsetSearch(n, n - f, true, chosen -> scatter(inner, chosen));
        return search.mean(distances);
    }

    @Override
    public SmallestEigenvalue withFaulty(int faulty) {
        return new SmallestEigenvalue(faulty);
    }

    /** The largest eigenvalue of the scatter of some rows. */
    private static double scatter(double[][] inner, int[] chosen) {
        int size = chosen.length;
        var means = new double[size];
        double mean = 0;
        for (int a = 0; a < size; a++) {
            for (int b = 0; b < size; b++) {
                means[a] += inner[chosen[a]][chosen[b]] / size;
            }
            mean += means[a] / size;
        }
        var scatter = new double[size][size];
        for (int a = 0; a < size; a++) {
            for (int b = 0; b < size; b++) {
                scatter[a][b] = inner[chosen[a]][chosen[b]] - means[a] - means[b] + mean;
            }
        }
        return Eigenpair.largest(scatter, false).value();
    }
}
