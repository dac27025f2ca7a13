package bft.aggregation.admission.weighted;

import bft.aggregation.Distances;
import bft.aggregation.Mixing;
import bft.aggregation.RoundContext;
import bft.aggregation.Weights;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * CTMA, the weighted centred trimmed meta-aggregator: the weighted mean of the rows nearest to an
 * anchor that together have 1 - lambda of the weight; the last of them counts partly.
 *
 * <p>Requires lambda &lt; 1/2 and the Byzantine rows to have at most lambda of the weight. Cost
 * O(n²) after the distances. Ties go to the lowest index.
 *
 * <p>Dahan, Levy: Weight for Robustness, NeurIPS 2024; in the paper the anchor is any robust rule,
 * here it is the weighted geometric median, which stays in the span of the rows, so that the
 * distances to it cost no pass over d.
 *
 * @param anchor the anchor, with the weights
 * @param lambda share of the weight that is excluded, 0 &lt;= lambda &lt; 1/2
 */
public record CenteredTrimming(WeightedGeometricMedian anchor, double lambda) implements Mixing {
    @Override
    public Weights mix(Distances distances, RoundContext round) {
        double[] squared = distances.squaredTo(anchor.shares(distances));
        List<Integer> nearest =
                IntStream.range(0, distances.rows())
                        .boxed()
                        .sorted(Comparator.comparingDouble(i -> squared[i]))
                        .toList();
        double whole = (1 - lambda) * RowWeights.sum(anchor.weights());
        var shares = new double[1][distances.points()];
        double left = whole;
        for (int i : nearest) {
            double taken = Math.min(left, anchor.weights().get(i));
            shares[0][i] = taken / whole;
            left -= taken;
        }
        shares[0][nearest.get(0)] += left / whole;
        return Weights.of(distances, shares);
    }

    @Override
    public int inputsFor(int outputs) {
        return anchor.inputsFor(outputs);
    }
}
