package bft.aggregation.spectral;

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

    /**
     * The rows of the best subset, in order.
     *
     * @throws IllegalArgumentException beyond {@link SmallestEigenvalue#MOST_SUBSETS}
     */
    int[] best() {
        extend(0, 0);
        return best.clone();
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
