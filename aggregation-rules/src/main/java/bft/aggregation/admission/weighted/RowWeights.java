package bft.aggregation.admission.weighted;

import bft.spec.BadArgument;
import java.util.List;

/** Checks of weights that several rules share. */
final class RowWeights {
    private RowWeights() {}

    static List<Double> checked(List<Double> weights) {
        double sum = 0;
        for (double weight : weights) {
            BadArgument.when(!(weight > 0)).because("weights must be > 0, got %s", weights);
            sum += weight;
        }
        BadArgument.when(!(sum > 0 && sum <= Double.MAX_VALUE))
                .because("weights must have a finite sum, got %s", weights);
        return List.copyOf(weights);
    }

    static void requireRows(List<Double> weights, int rows) {
        BadArgument.when(rows != weights.size())
                .because("there are %s weights for %s rows", weights.size(), rows);
    }

    static double sum(List<Double> weights) {
        double sum = 0;
        for (double weight : weights) {
            sum += weight;
        }
        return sum;
    }
}
