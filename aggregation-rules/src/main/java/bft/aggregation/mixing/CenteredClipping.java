package bft.aggregation.mixing;

import bft.aggregation.Distances;
import bft.aggregation.Distances.Anchor;
import bft.aggregation.Explanation;
import bft.aggregation.MajorityMixing;
import bft.aggregation.RoundContext;
import bft.aggregation.Weights;
import bft.spec.Text;
import java.util.Arrays;
import java.util.Set;

/**
 * Centred clipping: {@code v = v + (1/n) sum_i (x_i - v) min(1, tau / |x_i - v|)}, repeated,
 * starting from the previous aggregate ({@link RoundContext#previous}; the origin before there is
 * one). The steps are computed on the weights of v.
 *
 * <p>Requires n >= 2f+1. Cost O(n²) an iteration after the distances. Guarantee: each round moves
 * the centre by at most tau an iteration, and f rows by at most f/n tau of it; this is useful if v
 * was near the honest mean and tau is of the order of the honest spread. The caller keeps the
 * centre: a bad aggregate affects later rounds.
 *
 * <p>Sai Praneeth Karimireddy, Lie He, Martin Jaggi: Learning from History for Byzantine Robust
 * Optimization, ICML 2021. Defaults differ: byzfl 1 iteration and tau 100, blades 5 and 10, epfml
 * 1; here 1 and 10. Implementations that keep the centre inside the rule lose it permanently to one
 * NaN.
 *
 * @param f rows declared Byzantine
 * @param tau maximum distance a row may pull
 * @param iterations steps
 * @param start {@link Anchor#PREVIOUS}, or {@link Anchor#ORIGIN} to start there each time
 */
public record CenteredClipping(int f, double tau, int iterations, Anchor start)
        implements MajorityMixing {
    @Override
    public Weights mix(Distances distances, RoundContext round) {
        int n = distances.rows();
        var weights = new double[distances.points()];
        var scores = new double[n];
        weights[distances.point(start)] = 1;
        for (int step = 0; step < iterations; step++) {
            double[] squared = distances.squaredTo(weights);
            Arrays.setAll(scores, i -> Math.sqrt(squared[i]));
            double moved = 0;
            var pull = new double[n];
            for (int i = 0; i < n; i++) {
                pull[i] = (scores[i] <= tau ? 1 : tau / scores[i]) / n;
                moved += pull[i];
            }
            for (int j = 0; j < weights.length; j++) {
                weights[j] = weights[j] * (1 - moved) + (j < n ? pull[j] : 0);
            }
        }
        return Weights.of(distances, new double[][] {weights})
                .withScores(
                        scores,
                        Explanation.changed(
                                i ->
                                        scores[i] <= tau
                                                ? ""
                                                : Text.of(
                                                        "clipped to %.3g of its distance %.3g from"
                                                                + " the centre",
                                                        tau / scores[i], scores[i])));
    }

    @Override
    public Set<Anchor> anchors() {
        return Set.of(start);
    }
}
