package bft.aggregation.selection;

import bft.aggregation.Distances;
import bft.aggregation.Distances.Anchor;
import bft.aggregation.Mixing;
import bft.aggregation.Ranking;
import bft.aggregation.RoundContext;
import bft.aggregation.Weights;
import bft.spec.BadArgument;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Krum and multi-Krum: the mean of the m rows with the smallest scores; the score of a row is the
 * sum of the squared distances to its n-f-2 nearest others. Krum is m = 1. Ties go to the lowest
 * index.
 *
 * <p>Requires {@code n >= 2f+3} and {@code m <= n-f-2}. Cost O(n² log n) after the distances.
 * Guarantee: Krum is (f, 6r)-robust with r = 1 + f/(n-2f) (Allouah et al., AISTATS 2023); averaging
 * m rows lowers the variance of honest rounds. With a larger m, up to n-f, nothing is proved:
 * Byzantine rows with bad scores are included too.
 *
 * <p>Peva Blanchard, El Mahdi El Mhamdi, Rachid Guerraoui, Julien Stainer: Machine Learning with
 * Adversaries: Byzantine Tolerant Gradient Descent, NIPS 2017, sections 3 and 4. Implementations
 * differ in the number of neighbours (n-f-1 in byzfl and Garfield's Python, n-f-3 in the code of
 * the NDSS 2021 attacks) and in the power of the distance (1, or 4 where it is squared twice); the
 * winner then differs in a tenth of the cases. Both are settings here; the defaults are the
 * paper's.
 *
 * @param f rows declared Byzantine
 * @param m number of rows averaged; if not positive, it is added to n-f: -2 is the largest for
 *     which the paper has a proof
 * @param scoring how rows are ranked
 * @param sum whether the m rows are summed instead of averaged, as in epfml's code
 * @param weights of the rows in the mean, one for each in order, positive; none for equal ones.
 *     Flower uses numbers that the clients report; here the operator sets them
 * @param guaranteed false allows n down to 2f+1 and m up to n-f, for which the paper proves nothing
 */
public record MultiKrum(
        int f, int m, KrumScore scoring, boolean sum, List<Double> weights, boolean guaranteed)
        implements Mixing {
    public MultiKrum {
        weights = List.copyOf(weights);
        BadArgument.when(guaranteed && m <= 0 && m > -2)
                .because(
                        "multi-krum with m > n-f-2 has no guarantee: set guarantee=none if that is meant");
    }

    @Override
    public Weights mix(Distances distances, RoundContext round) {
        double[] scores = scoring.of(distances, f);
        int count = m > 0 ? m : Math.max(1, distances.rows() - f + m);
        int[] best = Ranking.lowest(scores, count);
        Weights mean =
                weights.isEmpty() ? Weights.meanOf(distances, best) : weighted(distances, best);
        return (sum ? mean.times(distances, best.length) : mean)
                .withScores(scores, scoring.meaning(scores.length, f));
    }

    private Weights weighted(Distances distances, int[] best) {
        double sum = Arrays.stream(best).map(distances::number).mapToDouble(weights::get).sum();
        var shares = new double[1][distances.points()];
        for (int i : best) {
            shares[0][i] = weights.get(distances.number(i)) / sum;
        }
        return Weights.of(distances, shares);
    }

    @Override
    public Set<Anchor> anchors() {
        return sum ? Set.of(Anchor.ORIGIN) : Set.of();
    }

    @Override
    public boolean namesRows() {
        return !weights.isEmpty();
    }

    @Override
    public void requireRows(int expected) {
        BadArgument.when(!weights.isEmpty() && expected != weights.size())
                .because("there are %s weights for %s rows", weights.size(), expected);
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
}
