package bft.aggregation.selection;

import bft.aggregation.Distances;
import bft.aggregation.MajorityMixing;
import bft.aggregation.RoundContext;
import bft.aggregation.Weights;
import java.util.Arrays;

/**
 * The row that most rows are identical to: {@code argmax_i |{j : x_j = x_i}|}. For workers that
 * compute the same gradient on purpose, so that honest rows are equal to the bit.
 *
 * <p>Requires n >= 2f+1. Cost O(n² d), almost all of it in the distances. Guarantee: exact if the
 * honest rows are identical, none if not; of rows that all differ it returns the first. Ties go to
 * the lowest index. Rows are identical if their distance is 0.
 *
 * <p>Lingjiao Chen, Hongyi Wang, Zachary Charles, Dimitris Papailiopoulos: DRACO:
 * Byzantine-resilient Distributed Training via Redundant Gradients, ICML 2018, section 4.1
 * (repetition code).
 *
 * @param f rows declared Byzantine
 */
public record Majority(int f) implements MajorityMixing {
    @Override
    public Weights mix(Distances distances, RoundContext round) {
        int n = distances.rows();
        var different = new double[n];
        int best = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                different[i] += distances.squared(i, j) > 0 ? 1 : 0;
            }
            best = different[i] < different[best] ? i : best;
        }
        int winner = best;
        var weights = new double[1][distances.points()];
        double share = 1 / (n - different[winner]);
        Arrays.setAll(weights[0], i -> i < n && distances.squared(i, winner) == 0 ? share : 0);
        return Weights.of(distances, weights)
                .withScores(different, "number of rows it differs from");
    }
}
