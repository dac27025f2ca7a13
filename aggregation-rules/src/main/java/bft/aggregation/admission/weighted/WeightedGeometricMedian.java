package bft.aggregation.admission.weighted;

import bft.aggregation.Distances;
import bft.aggregation.Mixing;
import bft.aggregation.RoundContext;
import bft.aggregation.Weights;
import java.util.Arrays;
import java.util.List;

/**
 * The weighted geometric median {@code argmin_z sum_i s_i |z - x_i|} by Weiszfeld steps from the
 * weighted mean: {@code w_i = s_i / max(nu, |x_i - z|), z = sum_i w_i x_i / sum w}, computed on the
 * weights of z, not on its coordinates.
 *
 * <p>Requires the Byzantine rows to have less than half of the weight. Cost O(n²) a step after the
 * distances.
 *
 * <p>Dahan, Levy: Weight for Robustness, NeurIPS 2024, the weighted RFA after Pillutla, Kakade,
 * Harchaoui: Robust Aggregation for Federated Learning, IEEE Transactions on Signal Processing
 * 2022. Equal weights give the geometric median.
 *
 * @param weights one for each row in order, above 0
 * @param iterations steps, at least 1
 */
public record WeightedGeometricMedian(List<Double> weights, int iterations) implements Mixing {
    /** Distances below this fraction of the largest are not distinguished. */
    private static final double SMALLEST = 1e-9;

    public WeightedGeometricMedian {
        weights = RowWeights.checked(weights);
    }

    @Override
    public Weights mix(Distances distances, RoundContext round) {
        return Weights.of(distances, new double[][] {shares(distances)});
    }

    /** The share of each point in the result; they add up to 1. */
    double[] shares(Distances distances) {
        RowWeights.requireRows(weights, distances.rows());
        var shares = new double[distances.points()];
        Arrays.setAll(shares, i -> i < weights.size() ? weights.get(i) : 0);
        normalise(shares);
        for (int step = 0; step < iterations; step++) {
            double[] squared = distances.squaredTo(shares);
            double floor =
                    Math.max(
                            Double.MIN_NORMAL,
                            SMALLEST * Math.sqrt(Arrays.stream(squared).max().orElse(0)));
            for (int i = 0; i < weights.size(); i++) {
                shares[i] = weights.get(i) * floor / Math.max(floor, Math.sqrt(squared[i]));
            }
            normalise(shares);
        }
        return shares;
    }

    private static void normalise(double[] shares) {
        double sum = 0;
        for (double share : shares) {
            sum += share;
        }
        for (int i = 0; i < shares.length; i++) {
            shares[i] /= sum;
        }
    }

    @Override
    public int inputsFor(int outputs) {
        return weights.size();
    }
}
