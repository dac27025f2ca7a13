package bft.aggregation.spectral;

import bft.aggregation.Distances;
import bft.aggregation.Explanation;
import bft.aggregation.Weights;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;

/**
 * The subset of rows with the least spread, depth first in lexicographic order; of several the
 * first. One search, one thread.
 */
final class SubsetSearch {
    /** Spreads closer than this, relative to them, are equal: rounding must not decide a tie. */
    private static final double TIE = 1e-12;

    private final int n;
    private final int[] chosen;
    private final boolean grows;
    private final ToDoubleFunction<int[]> spread;
    private int[] best;
    private double bound = Double.POSITIVE_INFINITY;
    private int looked;

    /**
     * Prepares a search.
     *
     * @param size rows in a subset, of n
     * @param grows whether a further row never lowers the spread, so that a part of a subset is
     *     enough to leave it
     * @param spread of some rows, in order; gets an array of its own
     */
    SubsetSearch(int n, int size, boolean grows, ToDoubleFunction<int[]> spread) {
        this.n = n;
        this.chosen = new int[size];
        this.grows = grows;
        this.spread = spread;
        this.best = new int[size];
        Arrays.setAll(best, i -> i);
    }

    private int[] best() {
        extend(0, 0);
        return best.clone();
    }

    /**
     * The mean of the best subset.
     *
     * @throws IllegalArgumentException beyond {@link SmallestEigenvalue#MOST_SUBSETS}
     */
    Weights mean(Distances distances) {
        int[] rows = best();
        Weights mean = Weights.meanOf(distances, rows);
        double[] squared = distances.squaredTo(mean.row(0));
        var scores = new double[n];
        Arrays.setAll(scores, i -> Math.sqrt(squared[i]));
        return mean.withScores(
                scores,
                Explanation.leftOut(
                        i ->
                                "not among the %d rows that spread least; %.3g from their mean"
                                        .formatted(rows.length, scores[i])));
    }

    private void extend(int size, int from) {
        for (int i = from; i <= n - (chosen.length - size); i++) {
            chosen[size] = i;
            boolean whole = size + 1 == chosen.length;
            if (whole || grows) {
                double now = look(size + 1);
                if (!(now < bound * (1 - TIE))) {
                    continue;
                }
                if (whole) {
                    bound = now;
                    best = chosen.clone();
                }
            }
            if (!whole) {
                extend(size + 1, i + 1);
            }
        }
    }

    private double look(int size) {
        if (++looked > SmallestEigenvalue.MOST_SUBSETS) {
            throw new IllegalArgumentException(
                    "smea gave up after %d subsets (n=%d, f=%d); there are C(n, f) of them"
                            .formatted(SmallestEigenvalue.MOST_SUBSETS, n, n - chosen.length));
        }
        return spread.applyAsDouble(Arrays.copyOf(chosen, size));
    }
}
