package bft.aggregation.admission.filter;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The Lipschitz filter by its definition, on a line on which version v is the point v. */
final class NaiveLipschitz {
    private final int f;
    private final int attempts;
    private final List<List<Sent>> sent = new ArrayList<>();
    private final double[] coefficients;

    private record Sent(long version, float gradient) {}

    NaiveLipschitz(int n, int f, int attempts) {
        this.f = f;
        this.attempts = attempts;
        coefficients = new double[n];
        Arrays.fill(coefficients, Double.POSITIVE_INFINITY);
        for (int worker = 0; worker < n; worker++) {
            sent.add(new ArrayList<>());
        }
    }

    /** The version of the worker's last gradient, 0 before the first. */
    long versionOf(int worker) {
        List<Sent> own = sent.get(worker);
        return own.isEmpty() ? 0 : own.get(own.size() - 1).version();
    }

    boolean takes(int worker, long version, float gradient) {
        List<Sent> own = sent.get(worker);
        long before = own.stream().filter(one -> one.version() == version).count();
        own.add(new Sent(version, gradient));
        if (before >= attempts) {
            return false;
        }
        long older =
                own.stream().mapToLong(Sent::version).filter(v -> v < version).max().orElse(-1);
        own.stream()
                .filter(one -> one.version() == older)
                .findFirst()
                .ifPresent(
                        first ->
                                coefficients[worker] =
                                        Math.abs((double) gradient - first.gradient())
                                                / (version - older));
        double[] sorted = coefficients.clone();
        Arrays.sort(sorted);
        return coefficients[worker] <= sorted[sorted.length - f - 1];
    }
}
