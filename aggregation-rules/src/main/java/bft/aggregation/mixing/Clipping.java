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
 * Clips norms: {@code x_i min(1, c / |x_i|)}. A pre-aggregation. The threshold c is given (static
 * clipping), or adapts (ARC): the {@code k = floor(2f/n (n-f))} longest rows are clipped to the
 * norm of the (k+1)-th longest; f = 0 clips nothing.
 *
 * <p>Requires c > 0, or n >= 2f+1 for ARC. Cost O(n d) for the norms. Guarantee: a (f,
 * kappa)-robust rule after ARC is (f, 3 kappa)-robust, and the norm of the result is at most that
 * of the longest honest row. Static clipping has none: it bounds the effect of one row, and changes
 * honest rows too.
 *
 * <p>Youssef Allouah, Rachid Guerraoui, Nirupam Gupta, Ahmed Jellouli, Geovani Rizk, John Stephan:
 * Adaptive Gradient Clipping for Robust Federated Learning, ICLR 2025. byzfl overwrites the
 * caller's rows; here rows are never modified.
 *
 * @param f rows declared Byzantine
 * @param threshold c, or 0 to adapt
 */
public record Clipping(int f, double threshold) implements Mixing {
    @Override
    public Weights mix(Distances distances, RoundContext round) {
        int n = distances.rows();
        int origin = distances.point(Anchor.ORIGIN);
        var norms = new double[n];
        Arrays.setAll(norms, i -> Math.sqrt(distances.squared(i, origin)));
        double longest = adapts() ? adapted(norms) : threshold;
        var weights = new double[n][distances.points()];
        for (int i = 0; i < n; i++) {
            weights[i][i] = norms[i] > longest ? longest / norms[i] : 1;
            weights[i][origin] = 1 - weights[i][i];
        }
        return Weights.of(distances, weights)
                .withScores(
                        norms,
                        Explanation.changed(
                                i ->
                                        norms[i] > longest
                                                ? Text.of(
                                                        "norm %.3g clipped to %.3g",
                                                        norms[i], longest)
                                                : ""));
    }

    private double adapted(double[] norms) {
        int n = norms.length;
        int clipped = 2 * f * (n - f) / n;
        double[] sorted = norms.clone();
        Arrays.sort(sorted);
        return sorted[n - clipped - 1];
    }

    private boolean adapts() {
        return threshold == 0;
    }

    @Override
    public Set<Anchor> anchors() {
        return Set.of(Anchor.ORIGIN);
    }

    @Override
    public int inputsFor(int outputs) {
        return Math.max(outputs, adapts() ? 2 * f + 1 : 1);
    }

    @Override
    public String condition() {
        return adapts() ? "n >= 2f+1" : "n >= 1";
    }
}
