package bft.aggregation.selection;

import bft.aggregation.Distances;
import bft.aggregation.Explanation;
import bft.aggregation.MajorityMixing;
import bft.aggregation.RoundContext;
import bft.aggregation.Weights;
import java.util.Arrays;

/**
 * MDA, minimum-diameter averaging: the mean of the n-f rows that lie closest together, {@code
 * argmin_{|S| = n-f} max_{i,j in S} |x_i - x_j|}. Of several such subsets the lexicographically
 * first.
 *
 * <p>Requires n >= 2f+1. Instead of the C(n, f) subsets it asks, for one diameter after the other,
 * whether f rows can be left out so that no two that are further apart remain: a vertex cover of
 * size f, O(1.4^f n²) at worst and next to nothing where honest rows are near each other. Cost O(n²
 * log n) such questions' first steps after the distances. The search ends with an error after
 * {@link #MOST_STEPS} steps.
 *
 * <p>Guarantee: at most 2f/(n-f) honest diameters from the honest mean; converges for f &lt; n/2 if
 * the honest variance is small against the gradient.
 *
 * <p>El Mahdi El Mhamdi, Rachid Guerraoui, Arsany Guirguis, Lê-Nguyên Hoang, Sébastien Rouault:
 * Genuinely Distributed Byzantine Machine Learning, PODC 2020 ("Brute" in earlier code). The codes
 * agree, ties too.
 *
 * @param f rows declared Byzantine
 */
public record MinimumDiameter(int f) implements MajorityMixing {
    /** Bound on the rows branched on in one mixing, about a second. */
    public static final int MOST_STEPS = 2_000_000;

    @Override
    public Weights mix(Distances distances, RoundContext round) {
        int n = distances.rows();
        var cover = new VertexCover(n, f);
        double[] diameters = diameters(distances);
        int low = 0;
        int high = diameters.length - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (cover.exists(distances, diameters[middle])) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        int[] chosen = cover.firstSubset(distances, diameters[low]);
        double[] furthest = furthest(distances, chosen);
        double diameter = Math.sqrt(diameters[low]);
        return Weights.meanOf(distances, chosen)
                .withScores(
                        furthest,
                        Explanation.leftOut(
                                i ->
                                        "%.3g away from one of the %d rows that lie within %.3g"
                                                .formatted(furthest[i], chosen.length, diameter)));
    }

    /** The distance of each row to the chosen row furthest from it. */
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

    @Override
    public MinimumDiameter withFaulty(int faulty) {
        return new MinimumDiameter(faulty);
    }
}
