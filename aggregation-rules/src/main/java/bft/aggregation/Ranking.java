package bft.aggregation;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Rows by score, low is good; ties go to the lowest index. */
public final class Ranking {
    private Ranking() {}

    /**
     * The rows with the lowest scores, in order of their index. Costs O(n log n).
     *
     * @param scores one for each row, not modified
     * @param count how many, from 0 to n
     */
    public static int[] lowest(double[] scores, int count) {
        if (count == 0) {
            return new int[0];
        }
        double[] sorted = scores.clone();
        Arrays.sort(sorted);
        double last = sorted[count - 1];
        int ties = count;
        for (double score : scores) {
            ties -= score < last ? 1 : 0;
        }
        var chosen = new int[count];
        int at = 0;
        for (int i = 0; i < scores.length; i++) {
            if (scores[i] < last || scores[i] == last && ties-- > 0) {
                chosen[at++] = i;
            }
        }
        return chosen;
    }

    /** All rows, best first. Costs O(n log n). */
    public static int[] order(double[] scores) {
        return IntStream.range(0, scores.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> scores[i]))
                .mapToInt(i -> i)
                .toArray();
    }

    /** The best row. Costs O(n). */
    public static int best(double[] scores) {
        int best = 0;
        for (int i = 1; i < scores.length; i++) {
            best = scores[i] < scores[best] ? i : best;
        }
        return best;
    }

    /** The medoid: the row with the least sum of distances to all rows. Costs O(n²). */
    public static int medoid(Distances distances) {
        return medoid(distances.rows(), distances::squared);
    }

    /** Squared distances between rows. */
    interface Squared {
        double between(int i, int j);
    }

    static int medoid(int rows, Squared distances) {
        var sums = new double[rows];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < rows; j++) {
                sums[i] += Math.sqrt(distances.between(i, j));
            }
        }
        return best(sums);
    }

    /** The rows nearest to the medoid, in order of their index. */
    public static int[] nearestToMedoid(Distances distances, int count) {
        int medoid = medoid(distances);
        var squared = new double[distances.rows()];
        Arrays.setAll(squared, i -> distances.squared(i, medoid));
        return lowest(squared, count);
    }
}
