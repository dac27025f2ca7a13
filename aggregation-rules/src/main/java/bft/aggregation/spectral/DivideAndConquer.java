package bft.aggregation.spectral;

import bft.aggregation.Distances;
import bft.aggregation.Mixing;
import bft.aggregation.Ranking;
import bft.aggregation.RoundContext;
import bft.aggregation.Weights;
import java.util.Arrays;

/**
 * DnC, divide and conquer, on all coordinates: the mean of the n - floor(c f) rows with the
 * smallest projections on the direction v of largest variance, {@code s_i = ((x_i - mu).v)²}.
 * {@link SampledDivideAndConquer} is the form that samples coordinates.
 *
 * <p>Requires n > c f. Cost O(n³) after the distances: v in d-space follows from the top
 * eigenvector u of the matrix of inner products about mu, as {@code s_i = lambda u_i²}. Ties go to
 * the lowest index. Guarantee: by experiment, f &lt; n/2.
 *
 * <p>Virat Shejwalkar, Amir Houmansadr: Manipulating the Byzantine: Optimizing Model Poisoning
 * Attacks and Defenses for Federated Learning, NDSS 2021, section 5. FL-Byzantine-Library returns
 * the plain mean where floor(c f) = 0, and so does this.
 *
 * @param f rows declared Byzantine
 * @param c number of excluded rows, times f
 */
public record DivideAndConquer(int f, double c) implements Mixing {
    /** Fraction of the largest score below which two scores count as equal. */
    private static final double ROUNDING = 1e-12;

    @Override
    public Weights mix(Distances distances, RoundContext round) {
        double[] scores = scores(distances);
        int[] kept = Ranking.lowest(scores, scores.length - excluded());
        return Weights.meanOf(distances, kept)
                .withScores(scores, "squared distance along the direction of largest variance");
    }

    /** Number of excluded rows. */
    int excluded() {
        return (int) Math.floor(c * f);
    }

    /** The score of each row. */
    static double[] scores(Distances distances) {
        int n = distances.rows();
        var uniform = new double[distances.points()];
        Arrays.fill(uniform, 0, n, 1.0 / n);
        Eigenpair top = Eigenpair.largest(distances.innerProducts(uniform), true);
        var scores = new double[n];
        Arrays.setAll(scores, i -> top.value() * top.vector()[i] * top.vector()[i]);
        return tied(scores);
    }

    /**
     * Makes scores equal that differ only by the rounding of the eigenvector, so that ties are
     * detected.
     */
    private static double[] tied(double[] scores) {
        int[] order = Ranking.order(scores);
        double rounding = ROUNDING * scores[order[order.length - 1]];
        for (int k = 1; k < order.length; k++) {
            double before = scores[order[k - 1]];
            scores[order[k]] = scores[order[k]] - before <= rounding ? before : scores[order[k]];
        }
        return scores;
    }

    @Override
    public int inputsFor(int outputs) {
        return excluded() + 1;
    }

    @Override
    public String condition() {
        return c == 1 ? "n > f" : "n > c f (c=" + c + ")";
    }
}
