package bft.server;

import bft.aggregation.AggregationRule;
import bft.server.synchrony.Synchrony;
import java.util.ArrayList;
import java.util.List;

/**
 * All that decides a job besides its workers.
 *
 * @param n workers, of whom {@code rule.f()} may be Byzantine
 */
public record JobSettings(
        int n, AggregationRule rule, Synchrony synchrony, Training training, Deadlines deadlines) {
    /** Most seats that the protocol knows. */
    private static final int MAX_WORKERS = 65_536;

    /**
     * @throws IllegalArgumentException with every inequality that does not hold, and its numbers
     */
    public JobSettings {
        List<String> problems = new ArrayList<>();
        int f = rule.f();
        if (n > MAX_WORKERS) {
            problems.add("workers must be <= " + MAX_WORKERS + ", got n=" + n);
        } else if (n < 1 || f >= n) {
            problems.add("workers must satisfy 0 <= f < n, got n=" + n + ", f=" + f);
        } else if (synchrony.quorum() < n - f || synchrony.full() > n) {
            problems.add(
                    "synchrony needs n-f <= quorum <= full <= n, got quorum=%d, full=%d, n=%d, f=%d"
                            .formatted(synchrony.quorum(), synchrony.full(), n, f));
        } else {
            problems.addAll(inadmissible(rule, n, synchrony.quorum()));
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
    }

    /**
     * A round may close with any number of gradients from the quorum to n: the rule must take each.
     */
    private static List<String> inadmissible(AggregationRule rule, int n, int quorum) {
        List<String> problems = new ArrayList<>();
        for (int q = quorum; q <= n; q++) {
            try {
                rule.forInputs(q, n - q);
            } catch (IllegalArgumentException e) {
                problems.add("a round with %d of %d gradients: %s".formatted(q, n, e.getMessage()));
            }
        }
        return problems;
    }

    /** f, the number of workers that may be Byzantine. */
    public int f() {
        return rule.f();
    }
}
