package bft.aggregation.selection;

import bft.aggregation.Distances;
import java.util.Arrays;

/**
 * The rows that Krum may still choose, each with its sorted distances to the other rows of the
 * pool, so that removing a row costs O(n log n) and a score O(n). Mutable, for one mixing.
 */
final class KrumPool {
    private final double[][] powered;
    private final double[][] sorted;
    private int size;

    KrumPool(Distances distances, KrumScore scoring) {
        size = distances.rows();
        powered = new double[size][size];
        sorted = new double[size][];
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                powered[i][j] = scoring.powered(distances.squared(i, j));
            }
            sorted[i] = powered[i].clone();
            sorted[i][i] = Double.POSITIVE_INFINITY;
            Arrays.sort(sorted[i]);
        }
    }

    /** Number of rows left. */
    int size() {
        return size;
    }

    /** The sum over the nearest others of row i; infinite if the row was removed. */
    double score(int i, int neighbours) {
        if (sorted[i].length == 0) {
            return Double.POSITIVE_INFINITY;
        }
        double sum = 0;
        for (int k = 0; k < neighbours; k++) {
            sum += sorted[i][k];
        }
        return sum;
    }

    /** The scores of all rows. */
    double[] scores(int neighbours) {
        var scores = new double[sorted.length];
        Arrays.setAll(scores, i -> score(i, neighbours));
        return scores;
    }

    /** Removes row i. */
    void remove(int i) {
        sorted[i] = new double[0];
        size--;
        for (int j = 0; j < sorted.length; j++) {
            if (sorted[j].length > 0) {
                int at = Arrays.binarySearch(sorted[j], 0, size, powered[j][i]);
                System.arraycopy(sorted[j], at + 1, sorted[j], at, size - at);
            }
        }
    }
}
