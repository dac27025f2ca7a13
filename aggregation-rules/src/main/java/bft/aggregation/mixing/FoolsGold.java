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
 * FoolsGold: rows whose directions over time resemble each other count less, as sybils do.
 *
 * <pre>
 * cs_ij = cos(H_i, H_j), cs_ii = 0;  v_i = max_j cs_ij
 * if v_i &lt; v_j: cs_ij = cs_ij v_i / v_j                              (pardoning)
 * a_i = clip(1 - max_j cs_ij, 0, 1) / max a;  a_i = 1 becomes 0.99
 * a_i = clip(ln(a_i / (1 - a_i)) + 0.5, 0, 1)
 * output sum_i a_i x_i, not normalised
 * </pre>
 *
 * <p>H_i is the sum of the rows that client i has sent, this round's among them. The sum before
 * this round is explicit state, {@link RoundContext#history}; without it each round is treated as
 * the first. Requires n >= 1. Cost O(n² d) time, and 4 n d bytes of history at the caller.
 * Guarantee: none against a single attacker; it is designed against sybils that send similar rows.
 *
 * <p>Clement Fung, Chris Yoon, Ivan Beschastnikh: The Limitations of Federated Learning in Sybil
 * Settings, RAID 2020. The authors' later code is followed; an earlier one adds 1e-5 to v and
 * inside the logarithm. If all rows are equal the published weights are rounding noise; here they
 * are 0.
 */
public record FoolsGold() implements Mixing {
    @Override
    public Weights mix(Distances distances, RoundContext round) {
        int n = distances.rows();
        double[] shares = shares(similarities(distances));
        var weights = new double[distances.points()];
        weights[distances.point(Anchor.ORIGIN)] = 1 - Arrays.stream(shares).sum();
        System.arraycopy(shares, 0, weights, 0, n);
        var scores = new double[n];
        Arrays.setAll(scores, i -> 1 - shares[i]);
        return Weights.of(distances, new double[][] {weights})
                .withScores(scores, explanation(shares));
    }

    private static Explanation explanation(double[] shares) {
        return new Explanation(
                i -> "has the direction of another worker, as sybils do",
                i ->
                        shares[i] < 1
                                ? Text.of(
                                        "counts %.2g, as its direction is close to that of another worker",
                                        shares[i])
                                : "");
    }

    private static double[][] similarities(Distances distances) {
        int n = distances.rows();
        var similar = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                similar[i][j] = i == j ? 0 : distances.cosine(i, j);
            }
        }
        return similar;
    }

    private static double[] shares(double[][] similar) {
        int n = similar.length;
        var most = new double[n];
        Arrays.setAll(most, i -> Arrays.stream(similar[i]).max().orElse(0));
        var shares = new double[n];
        for (int i = 0; i < n; i++) {
            double highest = 0;
            for (int j = 0; j < n; j++) {
                double pardoned =
                        i != j && most[i] < most[j]
                                ? similar[i][j] * most[i] / most[j]
                                : similar[i][j];
                highest = j == 0 ? pardoned : Math.max(highest, pardoned);
            }
            shares[i] = Math.min(1, Math.max(0, 1 - highest));
        }
        double best = Arrays.stream(shares).max().orElse(0);
        for (int i = 0; i < n && best > 0; i++) {
            shares[i] = logit(shares[i] / best);
        }
        return shares;
    }

    private static double logit(double share) {
        double below = share == 1 ? 0.99 : share;
        return Math.min(1, Math.max(0, StrictMath.log(below / (1 - below)) + 0.5));
    }

    @Override
    public Set<Anchor> anchors() {
        return Set.of(Anchor.ORIGIN);
    }

    @Override
    public boolean needsHistory() {
        return true;
    }

    @Override
    public int inputsFor(int outputs) {
        return 1;
    }
}
