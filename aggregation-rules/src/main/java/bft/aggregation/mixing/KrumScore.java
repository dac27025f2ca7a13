package bft.aggregation.mixing;

import bft.aggregation.Distances;
import java.util.Arrays;

/**
 * How Krum ranks rows: the sum of the p-th powers of the distances to the nearest others.
 *
 * @param neighbours how many others count: n-f minus this many (2 in the paper) if {@code
 *     relative}, else this many; at least 1 and at most n-1 count in any case
 * @param relative whether {@code neighbours} is taken from n-f
 * @param power of the distance: 1, 2 (the paper's) or 4
 */
public record KrumScore(int neighbours, boolean relative, int power) {
    /** The paper's: squared distances to n-f-2 others. */
    public static final KrumScore PAPER = new KrumScore(2, true, 2);

    public KrumScore {
        if (neighbours < 0 || !relative && neighbours < 1) {
            throw new IllegalArgumentException("neighbours must be >= 1, got " + neighbours);
        }
        if (power != 1 && power != 2 && power != 4) {
            throw new IllegalArgumentException("power must be 1, 2 or 4, got " + power);
        }
    }

    /** The scores of all rows, low is good. */
    double[] of(Distances distances, int f) {
        int n = distances.rows();
        int wanted = relative ? n - f - neighbours : neighbours;
        int count = Math.min(Math.max(1, wanted), n - 1);
        var scores = new double[n];
        var others = new double[n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                others[j] = j == i ? Double.POSITIVE_INFINITY : powered(distances.squared(i, j));
            }
            Arrays.sort(others);
            for (int k = 0; k < count; k++) {
                scores[i] += others[k];
            }
        }
        return scores;
    }

    private double powered(double squared) {
        return switch (power) {
            case 1 -> Math.sqrt(squared);
            case 2 -> squared;
            default -> squared * squared;
        };
    }
}
