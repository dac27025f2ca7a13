package bft.aggregation.mixing;

import bft.aggregation.Distances;
import bft.aggregation.Distances.Anchor;
import bft.aggregation.Mixing;
import bft.aggregation.RoundContext;
import bft.aggregation.Weights;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Krum and multi-Krum: the mean of the m rows with the smallest scores; the score of a row is the
 * sum of the squared distances to its n-f-2 nearest others. Krum is m = 1. Ties go to the lowest
 * index.
 *
 * <p>Requires n >= 2f+3 and m <= n-f-2. Cost O(n² log n) after the distances.
 *
 * <p>Peva Blanchard, El Mahdi El Mhamdi, Rachid Guerraoui, Julien Stainer: Machine Learning with
 * Adversaries: Byzantine Tolerant Gradient Descent, NIPS 2017, sections 3 and 4. Codes differ in
 * the number of neighbours (n-f-1 in byzfl and Garfield's Python, n-f-3 in the code of the NDSS
 * 2021 attacks) and in the power of the distance (1, or 4 where it is squared twice); the winner
 * then differs in a tenth of the cases. Both are settings here and the paper's are the default.
 *
 * @param f rows declared Byzantine
 * @param m rows averaged; 0 means n-f-2
 * @param scoring how rows are ranked
 * @param sum adds the m rows up instead of averaging them, as one code (epfml) does
 * @param guaranteed false lets n be as low as 2f+1 and m as high as n-f, where the paper proves
 *     nothing any more
 */
public record MultiKrum(int f, int m, KrumScore scoring, boolean sum, boolean guaranteed)
        implements Mixing {
    public MultiKrum {
        if (m < 0) {
            throw new IllegalArgumentException("multi-Krum needs m >= 1, got m=" + m);
        }
    }

    @Override
    public Weights mix(Distances distances, RoundContext round) {
        double[] scores = scoring.of(distances, f);
        int most = Math.max(1, distances.rows() - f - 2);
        int[] best =
                IntStream.range(0, scores.length)
                        .boxed()
                        .sorted(Comparator.comparingDouble(i -> scores[i]))
                        .limit(m == 0 ? most : m)
                        .mapToInt(i -> i)
                        .toArray();
        Arrays.sort(best);
        return (sum ? sumOf(distances, best) : Weights.meanOf(distances, best)).withScores(scores);
    }

    /** Weights of 1; the origin takes what they are over, so that all add up to 1. */
    private static Weights sumOf(Distances distances, int[] chosen) {
        var weights = new double[1][distances.points()];
        for (int i : chosen) {
            weights[0][i] = 1;
        }
        weights[0][distances.point(Anchor.ORIGIN)] = 1.0 - chosen.length;
        return Weights.of(distances, weights);
    }

    @Override
    public Set<Anchor> anchors() {
        return sum ? Set.of(Anchor.ORIGIN) : Set.of();
    }

    @Override
    public int inputsFor(int outputs) {
        return guaranteed ? Math.max(2 * f + 3, m + f + 2) : Math.max(2 * f + 1, m + f);
    }

    @Override
    public String condition() {
        if (guaranteed) {
            return m + f + 2 > 2 * f + 3 ? "n >= m+f+2 (m=" + m + ")" : "n >= 2f+3";
        }
        return m + f > 2 * f + 1 ? "n >= m+f (m=" + m + ")" : "n >= 2f+1";
    }

    @Override
    public MultiKrum withFaulty(int faulty) {
        return new MultiKrum(faulty, m, scoring, sum, guaranteed);
    }
}
