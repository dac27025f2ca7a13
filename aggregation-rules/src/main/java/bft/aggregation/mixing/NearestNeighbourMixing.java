package bft.aggregation.mixing;

import bft.aggregation.Distances;
import bft.aggregation.Explanation;
import bft.aggregation.Mixing;
import bft.aggregation.Ranking;
import bft.aggregation.RoundContext;
import bft.aggregation.Weights;
import java.util.Arrays;

/**
 * NNM, nearest-neighbour mixing: each row becomes the mean of the n-f rows nearest to it, including
 * itself. A pre-aggregation: a rule with the same f follows.
 *
 * <p>Requires n >= 2f+1. Cost O(n² d), and O(n² log n) after the distances. Ties go to the lowest
 * index. Guarantee: a (f, kappa)-robust rule after it becomes (f, kappa')-robust with kappa' &lt;=
 * 8f/(n-f) (kappa + 1), the optimal order, also for heterogeneous data.
 *
 * <p>Youssef Allouah, Sadegh Farhadkhani, Rachid Guerraoui, Nirupam Gupta, Rafael Pinot, John
 * Stephan: Fixing by Mixing: A Recipe for Optimal Byzantine ML under Heterogeneity, AISTATS 2023.
 *
 * @param f rows declared Byzantine
 */
public record NearestNeighbourMixing(int f) implements Mixing {
    @Override
    public Weights mix(Distances distances, RoundContext round) {
        int n = distances.rows();
        var weights = new double[n][distances.points()];
        var squared = new double[n];
        for (int k = 0; k < n; k++) {
            int row = k;
            Arrays.setAll(squared, i -> distances.squared(row, i));
            for (int i : Ranking.lowest(squared, n - f)) {
                weights[k][i] = 1.0 / (n - f);
            }
        }
        return Weights.of(distances, weights)
                .because(
                        Explanation.excluded(
                                i ->
                                        "not among the "
                                                + (n - f)
                                                + " nearest of any row that counts"));
    }

    @Override
    public int inputsFor(int outputs) {
        return Math.max(2 * f + 1, outputs);
    }

    @Override
    public String condition() {
        return "n >= 2f+1";
    }
}
