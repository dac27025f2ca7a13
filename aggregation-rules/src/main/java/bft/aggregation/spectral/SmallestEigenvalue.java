package bft.aggregation.spectral;

import bft.aggregation.Distances;
import bft.aggregation.MajorityMixing;
import bft.aggregation.Ranking;
import bft.aggregation.RoundContext;
import bft.aggregation.Weights;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * SMEA, smallest maximum eigenvalue averaging: the mean of the n-f rows whose covariance has the
 * smallest largest eigenvalue, {@code argmin_{|S| = n-f} lambda_max(sum_{i in S} (x_i - mean_S)(x_i
 * - mean_S)' / |S|)}. Of several such subsets the lexicographically first.
 *
 * <p>Requires n >= 2f+1. A further row never lowers the largest eigenvalue of the scatter {@code
 * |S| cov(S)}, so a subset is only extended while its own is below the best; the eigenvalue is that
 * of the |S| x |S| matrix of inner products. The search begins with the rows that remain after the
 * most distant outlier in the direction of largest variance is removed f times. Cost O(C(n, f)
 * (n-f)³) at worst after the distances, but at most {@link SubsetSearch#MOST_STEPS}: about a
 * second. The result is then the best subset so far, which is noted: it has n-f rows and at most
 * the variance of the start. Beyond a few hundred rows the start is the n-f rows nearest to the
 * medoid, and it is the result.
 *
 * <p>Guarantee: squared error at most 4f/(n-2f) times the largest eigenvalue of the honest rows'
 * covariance, the order of the lower bound; the bounds of other rules contain its trace.
 *
 * <p>Youssef Allouah, Rachid Guerraoui, Nirupam Gupta, Rafael Pinot, John Stephan: On the
 * Privacy-Robustness-Utility Trilemma in Distributed Learning, ICML 2023. byzfl takes one power
 * step for the eigenvalue ({@link PowerStepSubset}) and then chooses another subset in a quarter of
 * our reference cases; here the eigenvalue is exact.
 *
 * @param f rows declared Byzantine
 */
public record SmallestEigenvalue(int f) implements MajorityMixing {
    /** The largest eigenvalue of the scatter, which grows with the rows. */
    private record Scatter(double[][] inner) implements SubsetSearch.Spread {
        @Override
        public double of(int... chosen) {
            return Eigenpair.largest(centred(inner, chosen), false).value();
        }

        @Override
        public long cost(int size) {
            return Eigenpair.cost(size);
        }

        @Override
        public boolean grows() {
            return true;
        }
    }

    @Override
    public Weights mix(Distances distances, RoundContext round) {
        int n = distances.rows();
        var uniform = new double[distances.points()];
        Arrays.fill(uniform, 0, n, 1.0 / n);
        double[][] inner = distances.innerProducts(uniform);
        return new SubsetSearch(n, n - f, new Scatter(inner), start(distances, inner, f))
                .mean(distances);
    }

    /** A subset of n-f rows with a small spread, in order. */
    static int[] start(Distances distances, double[][] inner, int f) {
        int n = distances.rows();
        if (f * Eigenpair.cost(n) > SubsetSearch.MOST_STEPS / 4) {
            return Ranking.nearestToMedoid(distances, n - f);
        }
        int[] left = IntStream.range(0, n).toArray();
        while (left.length > n - f) {
            double[] along = Eigenpair.largest(centred(inner, left), true).vector();
            int furthest = 0;
            for (int k = 1; k < along.length; k++) {
                furthest = Math.abs(along[k]) > Math.abs(along[furthest]) ? k : furthest;
            }
            int out = left[furthest];
            left = Arrays.stream(left).filter(i -> i != out).toArray();
        }
        return left;
    }

    /** Inner products of some rows about their mean. */
    private static double[][] centred(double[][] inner, int... chosen) {
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
        return scatter;
    }
}
