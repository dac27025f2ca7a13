package bft.aggregation.admission;

/**
 * The gradient is admitted.
 *
 * @param weight factor of the gradient, 1 unless it is dampened; finite, at least 0
 */
public record Admitted(double weight) implements Admission {
    public Admitted {
        if (!(weight >= 0 && weight <= Double.MAX_VALUE)) {
            throw new IllegalArgumentException("weight must be finite and >= 0, got " + weight);
        }
    }
}
