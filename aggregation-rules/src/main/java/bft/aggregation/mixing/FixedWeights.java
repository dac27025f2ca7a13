package bft.aggregation.mixing;

import bft.aggregation.Distances;
import bft.aggregation.Explanation;
import bft.aggregation.Mixing;
import bft.aggregation.RoundContext;
import bft.aggregation.Weights;
import bft.spec.BadArgument;
import java.util.Arrays;
import java.util.List;

/**
 * The weighted mean {@code sum_i w_i x_i / sum w}, with weights that the operator gives.
 *
 * <p>Requires as many rows as weights; rows that are not finite are excluded with their weights,
 * and if no weight is left, the result is the plain mean. Cost O(n d). Guarantee: none, one
 * Byzantine row moves it anywhere.
 *
 * <p>Brendan McMahan, Eider Moore, Daniel Ramage, Seth Hampson, Blaise Agüera y Arcas:
 * Communication-Efficient Learning of Deep Networks from Decentralized Data, AISTATS 2017. Flower
 * takes the weights from the number of examples that each client reports, so a client that reports
 * a false number controls the mean; here workers do not report weights.
 *
 * @param weights one for each row in order, not negative and not all 0
 */
public record FixedWeights(List<Double> weights) implements Mixing {
    public FixedWeights {
        weights = List.copyOf(weights);
        BadArgument.when(
                        weights.stream().anyMatch(w -> !(w >= 0 && w < Double.POSITIVE_INFINITY))
                                || weights.stream().noneMatch(w -> w > 0))
                .because("weights must be >= 0 and not all 0, got %s", weights);
    }

    @Override
    public Weights mix(Distances distances, RoundContext round) {
        int n = distances.rows();
        requireRows(Math.max(weights.size(), distances.number(n - 1) + 1));
        var given = new double[n];
        Arrays.setAll(given, i -> weights.get(distances.number(i)));
        double sum = Arrays.stream(given).sum();
        var shares = new double[1][distances.points()];
        Arrays.setAll(shares[0], i -> i >= n ? 0 : sum > 0 ? given[i] / sum : 1.0 / n);
        return Weights.of(distances, shares)
                .because(Explanation.excluded(i -> "its weight was given as 0"))
                .noting(sum > 0 ? "" : "no row that was given a weight is finite: plain mean");
    }

    @Override
    public boolean namesRows() {
        return true;
    }

    @Override
    public int inputsFor(int outputs) {
        return 1;
    }

    @Override
    public void requireRows(int expected) {
        BadArgument.when(expected != weights.size())
                .because("there are %s weights for %s rows", weights.size(), expected);
    }

    @Override
    public String condition() {
        return "one row for each of the " + weights.size() + " weights";
    }
}
