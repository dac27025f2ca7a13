package bft.aggregation.selection;

import bft.aggregation.Distances;
import bft.aggregation.Explanation;
import bft.aggregation.MajorityMixing;
import bft.aggregation.Ranking;
import bft.aggregation.RoundContext;
import bft.aggregation.Weights;
import bft.spec.Text;
import java.util.Arrays;
import java.util.Optional;

/**
 * MDA, minimum-diameter averaging: the mean of the n-f rows with the smallest diameter, {@code
 * argmin_{|S| = n-f} max_{i,j in S} |x_i - x_j|}. Of several such subsets the lexicographically
 * first.
 *
 * <p>Requires n >= 2f+1. Instead of all C(n, f) subsets it tests, for one diameter after the other,
 * whether excluding f rows leaves no pair that is further apart: a vertex cover of size f, O(1.4^f
 * n²) at worst and almost free if honest rows are near each other. Cost O(n² log n) after the
 * distances, plus these searches. The search begins with the smallest ball around a row that holds
 * n-f rows. A test that takes more than {@link #MOST_STEPS} steps counts as negative, which is
 * noted: the n-f rows may then not have the smallest diameter, but their diameter is at most twice
 * as large, like that of the first set.
 *
 * <p>Guarantee: at most 2f/(n-f) honest diameters from the honest mean; converges for f &lt; n/2 if
 * the honest variance is small against the gradient.
 *
 * <p>El Mahdi El Mhamdi, Rachid Guerraoui, Arsany Guirguis, Lê-Nguyên Hoang, Sébastien Rouault:
 * Genuinely Distributed Byzantine Machine Learning, PODC 2020 ("Brute" in earlier code). The
 * implementations agree, also in ties.
 *
 * @param f rows declared Byzantine
 */
public record MinimumDiameter(int f) implements MajorityMixing {
    /** Bound on the steps of one test, times n: all together take about a second. */
    public static final long MOST_STEPS = 1_500_000;

    @Override
    public Weights mix(Distances distances, RoundContext round) {
        int n = distances.rows();
        var cover = new VertexCover(n, f, MOST_STEPS);
        double[] diameters = diameters(distances);
        int[] best = tightestBall(distances, n - f);
        int low = 0;
        int high = Arrays.binarySearch(diameters, diameter(distances, best));
        boolean exact = true;
        while (low < high) {
            int middle = (low + high) >>> 1;
            Optional<int[]> found = cover.some(distances, diameters[middle]);
            exact &= !cover.isExhausted();
            if (found.isPresent()) {
                best = found.get();
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        Optional<int[]> first = cover.first(distances, diameters[high]);
        return weights(distances, first.orElse(best), exact && first.isPresent());
    }

    private static Weights weights(Distances distances, int[] chosen, boolean exact) {
        double[] furthest = furthest(distances, chosen);
        double diameter = Math.sqrt(diameter(distances, chosen));
        String note =
                "mda ended at its bound of steps (n=%s, f=%s): the tightest %s rows found so far"
                        .formatted(furthest.length, furthest.length - chosen.length, chosen.length);
        return Weights.meanOf(distances, chosen)
                .withScores(
                        furthest,
                        Explanation.excluded(
                                i ->
                                        Text.of(
                                                "%.3g away from one of the %s rows that lie within"
                                                        + " %.3g",
                                                furthest[i], chosen.length, diameter)))
                .noting(exact ? "" : note);
    }

    /** The rows of the smallest ball around a row that holds so many, in order. */
    private static int[] tightestBall(Distances distances, int size) {
        int n = distances.rows();
        var from = new double[n];
        int[] best = {};
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < n; i++) {
            int row = i;
            Arrays.setAll(from, j -> distances.squared(row, j));
            int[] ball = Ranking.lowest(from, size);
            double reach = Arrays.stream(ball).mapToDouble(j -> from[j]).max().orElse(0);
            best = reach < least ? ball : best;
            least = Math.min(least, reach);
        }
        return best;
    }

    private static double diameter(Distances distances, int[] chosen) {
        double diameter = 0;
        for (int i : chosen) {
            for (int j : chosen) {
                diameter = Math.max(diameter, distances.squared(i, j));
            }
        }
        return diameter;
    }

    /** The distance of each row to the chosen row that is furthest from it. */
    private static double[] furthest(Distances distances, int[] chosen) {
        var furthest = new double[distances.rows()];
        for (int i = 0; i < furthest.length; i++) {
            for (int j : chosen) {
                furthest[i] = Math.max(furthest[i], Math.sqrt(distances.squared(i, j)));
            }
        }
        return furthest;
    }

    /** Every diameter that a subset can have, in order. */
    private static double[] diameters(Distances distances) {
        int n = distances.rows();
        var all = new double[n * (n - 1) / 2 + 1];
        int at = 1;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                all[at++] = distances.squared(i, j);
            }
        }
        return Arrays.stream(all).sorted().distinct().toArray();
    }
}
