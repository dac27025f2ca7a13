package bft.aggregation.selection;

import bft.aggregation.Distances;
import bft.aggregation.Mixing;
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
 * {@link VertexCover#MOST_STEPS} steps.
 *
 * <p>Guarantee: converges for f &lt; n/2 if the honest variance is small against the gradient.
 *
 * <p>El Mahdi El Mhamdi, Rachid Guerraoui, Arsany Guirguis, Lê-Nguyên Hoang, Sébastien Rouault:
 * Genuinely Distributed Byzantine Machine Learning, PODC 2020 ("Brute" in earlier code). The codes
 * agree, ties too.
 *
 * @param f rows declared Byzantine
 */
public record MinimumDiameter(int f) implements Mixing {
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
        return Weights.meanOf(distances, cover.firstSubset(distances, diameters[low]));
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
    public int inputsFor(int outputs) {
        return 2 * f + 1;
    }

    @Override
    public String condition() {
        return "n >= 2f+1";
    }

    @Override
    public MinimumDiameter withFaulty(int faulty) {
        return new MinimumDiameter(faulty);
    }
}
