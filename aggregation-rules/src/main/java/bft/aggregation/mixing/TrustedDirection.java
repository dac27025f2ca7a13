package bft.aggregation.mixing;

import bft.aggregation.Distances;
import bft.aggregation.Distances.Anchor;
import bft.aggregation.Explanation;
import bft.aggregation.Mixing;
import bft.aggregation.RoundContext;
import bft.aggregation.Weights;
import bft.spec.Text;
import java.util.Arrays;
import java.util.Set;

/**
 * FLTrust: rows are weighted by how closely their direction agrees with a trusted gradient g_0, and
 * scaled to its length: {@code sum_i TS_i (|g_0| / |x_i|) x_i / sum_i TS_i} with the trust score
 * {@code TS_i = max(0, cos(x_i, g_0))}.
 *
 * <p>Requires n >= 1 and {@link RoundContext#trusted}. Cost O(n d) for the distances. Guarantee:
 * for any f the result is never longer than g_0 and has a non-negative inner product with it; the
 * rule depends entirely on g_0.
 *
 * <p>Xiaoyu Cao, Minghong Fang, Jia Liu, Neil Zhenqiang Gong: FLTrust: Byzantine-robust Federated
 * Learning via Trust Bootstrapping, NDSS 2021. If no row has a positive trust score the published
 * formula is 0/0 (NaN in blades); here the result is then g_0, unless the published formula is
 * requested.
 *
 * @param fallback whether the result is g_0 if no row has a positive trust score; otherwise NaN
 */
public record TrustedDirection(boolean fallback) implements Mixing {
    /**
     * A row shorter than this fraction of the trusted gradient has no direction, due to the range
     * of floats.
     */
    private static final double SHORTEST = 1e-30;

    @Override
    public Weights mix(Distances distances, RoundContext round) {
        int n = distances.rows();
        int origin = distances.point(Anchor.ORIGIN);
        int trusted = distances.point(Anchor.TRUSTED);
        double length = Math.sqrt(distances.squared(trusted, origin));
        var trust = new double[n];
        var norms = new double[n];
        var cosines = new double[n];
        for (int i = 0; i < n; i++) {
            norms[i] = Math.sqrt(distances.squared(i, origin));
            boolean points = norms[i] > SHORTEST * length;
            cosines[i] = points ? distances.cosine(i, trusted) : 0;
            trust[i] = Math.max(0, cosines[i]);
        }
        double sum = Arrays.stream(trust).sum();
        var weights = new double[distances.points()];
        if (sum == 0) {
            weights[trusted] = fallback ? 1 : Double.NaN;
        } else {
            weights[origin] = 1;
            for (int i = 0; i < n; i++) {
                weights[i] = trust[i] == 0 ? 0 : trust[i] / sum * (length / norms[i]);
                weights[origin] -= weights[i];
            }
        }
        var scores = new double[n];
        Arrays.setAll(scores, i -> 1 - trust[i]);
        return Weights.of(distances, new double[][] {weights})
                .withScores(
                        scores,
                        new Explanation(
                                i ->
                                        Text.of(
                                                "does not point with the trusted gradient (cosine"
                                                        + " %.2g)",
                                                cosines[i]),
                                i ->
                                        Text.of(
                                                "length %.3g set to %.3g, cosine %.2g with the"
                                                        + " trusted gradient",
                                                norms[i], length, cosines[i])));
    }

    @Override
    public Set<Anchor> anchors() {
        return Set.of(Anchor.ORIGIN, Anchor.TRUSTED);
    }

    @Override
    public int inputsFor(int outputs) {
        return 1;
    }
}
