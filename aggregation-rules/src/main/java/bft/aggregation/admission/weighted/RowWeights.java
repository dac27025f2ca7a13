package bft.aggregation.admission.weighted;

import java.util.List;

/** Checks of weights that several rules share. */
final class RowWeights {
    private RowWeights() {}

    static List<Double> checked(List<Double> weights) {
        double sum = 0;
        for (double weight : weights) {
            if (!(weight > 0)) {
                throw new IllegalArgumentException("weights must be > 0, got " + weights);
            }
            sum += weight;
        }
        if (!(sum > 0 && sum <= Double.MAX_VALUE)) {
            throw new IllegalArgumentException("weights must have a finite sum, got " + weights);
        }
        return List.copyOf(weights);
    }

    static void requireRows(List<Double> weights, int rows) {
        if (rows != weights.size()) {
            throw new IllegalArgumentException(
                    "there are " + weights.size() + " weights for " + rows + " rows");
        }
    }

    static double sum(List<Double> weights) {
        double sum = 0;
        for (double weight : weights) {
            sum += weight;
        }
        return sum;
    }
}
