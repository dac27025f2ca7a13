package bft.worker.verdict;

/**
 * The contribution counts.
 *
 * @param weight factor of the gradient, 1 unless it is dampened; finite, at least 0
 */
public record Accepted(double weight) implements Verdict {
    public Accepted {
        if (!(weight >= 0 && weight <= Double.MAX_VALUE)) {
            throw new IllegalArgumentException("weight must be finite and >= 0, got " + weight);
        }
    }
}
