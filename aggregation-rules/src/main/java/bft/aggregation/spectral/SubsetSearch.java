package bft.aggregation.spectral;

import bft.aggregation.Distances;
import bft.aggregation.Explanation;
import bft.aggregation.Weights;
import bft.spec.Text;
import java.util.Arrays;

/**
 * The subset of rows with the least spread, depth first in lexicographic order; of several the
 * first. It begins with a good subset, so that it visits few others, and ends at a bound with the
 * best subset so far. For one search and one thread.
 */
final class SubsetSearch {
    /** The measure to minimise. */
    interface Spread {
        /** The spread of some rows, in order; the array is a new one for each call. */
        double of(int... chosen);

        /** Number of steps for a subset of that size, some nanoseconds each. */
        long cost(int size);

        /**
         * Whether a further row never lowers the spread, so that an incomplete subset gives a
         * bound.
         */
        boolean grows();
    }

    /** Bound on the steps of one search: about a second. */
    static final long MOST_STEPS = 60_000_000;

    /** Spreads closer than this, relative to them, are equal: rounding must not decide a tie. */
    private static final double TIE = 1e-12;

    private final int n;
    private final int[] chosen;
    private final Spread spread;
    private int[] best;
    private double bound = Double.POSITIVE_INFINITY;
    private long left = MOST_STEPS;
    private long looked;

    /**
     * Prepares a search.
     *
     * @param size rows in a subset, of n
     * @param good rows of the initial subset, in order
     */
    SubsetSearch(int n, int size, Spread spread, int... good) {
        this.n = n;
        this.chosen = new int[size];
        this.spread = spread;
        this.best = good.clone();
    }

    /** The mean of the best subset. */
    Weights mean(Distances distances) {
        int size = chosen.length;
        boolean complete = false;
        if (spread.cost(size) <= left) {
            // A little above, so that of equal subsets the first one still replaces it.
            bound = look(best) * (1 + 4 * TIE);
            complete = extend(0, 0);
        }
        Weights mean = Weights.meanOf(distances, best);
        double[] squared = distances.squaredTo(mean.row(0));
        var scores = new double[n];
        Arrays.setAll(scores, i -> Math.sqrt(squared[i]));
        return mean.withScores(
                        scores,
                        Explanation.excluded(
                                i ->
                                        Text.of(
                                                        "not among the %s rows that spread least;"
                                                                + " %.3g from their",
                                                        size, scores[i])
                                                + " mean"))
                .noting(complete ? "" : note());
    }

    private String note() {
        return "smea ended at its bound after %s subsets (n=%s, f=%s): the best so far"
                .formatted(looked, n, n - chosen.length);
    }

    /** Tries all rows from {@code from} on at the next position; false at the bound. */
    private boolean extend(int size, int from) {
        boolean whole = size + 1 == chosen.length;
        for (int i = from; i <= n - (chosen.length - size); i++) {
            chosen[size] = i;
            boolean promises = true;
            if (whole || spread.grows()) {
                if (spread.cost(size + 1) > left) {
                    return false;
                }
                double now = look(Arrays.copyOf(chosen, size + 1));
                promises = now < bound * (1 - TIE);
                if (whole && promises) {
                    bound = now;
                    best = chosen.clone();
                }
            }
            if (promises && !whole && !extend(size + 1, i + 1)) {
                return false;
            }
        }
        return true;
    }

    private double look(int... rows) {
        left -= spread.cost(rows.length);
        looked++;
        return spread.of(rows);
    }
}
