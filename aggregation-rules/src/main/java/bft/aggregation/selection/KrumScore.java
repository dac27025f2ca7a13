package bft.aggregation.selection;

import bft.aggregation.Distances;

/**
 * How Krum ranks rows: the sum of the p-th powers of the distances to the nearest others.
 *
 * @param neighbours number of neighbours: n-f minus this number (2 in the paper) if {@code
 *     relative}, else this number
 * @param relative whether {@code neighbours} is subtracted from n-f
 * @param power of the distance: 1, 2 (the paper's) or 4
 */
public record KrumScore(int neighbours, boolean relative, int power) {
    /** The paper's: squared distances to n-f-2 others. */
    public static final KrumScore PAPER = new KrumScore(2, true, 2);

    /** The scores of all rows, low is good. */
    double[] of(Distances distances, int f) {
        return new KrumPool(distances, this).scores(count(distances.rows(), f));
    }

    /** The number of neighbours among n rows: at most n-1, and at least 1 except for n-f-3. */
    int count(int n, int f) {
        int wanted = relative ? n - f - neighbours : neighbours;
        return Math.min(Math.max(countsItself() ? 0 : 1, wanted), n - 1);
    }

    /** Whether the number is n-f-3: n-f-2 including the row itself, of which 1 is enough. */
    boolean countsItself() {
        return relative && neighbours == 3;
    }

    /** A description of a score among n rows. */
    String meaning(int n, int f) {
        String distances =
                switch (power) {
                    case 1 -> "distances";
                    case 2 -> "squared distances";
                    default -> "4th powers of the distances";
                };
        return "sum of " + distances + " to its " + count(n, f) + " nearest";
    }

    double powered(double squared) {
        return switch (power) {
            case 1 -> Math.sqrt(squared);
            case 2 -> squared;
            default -> squared * squared;
        };
    }
}
