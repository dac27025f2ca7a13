package bft.experiments.scenario;

/**
 * Who takes part, and what the server does about it.
 *
 * @param n workers, from 1 to 1000: all of them run on this machine
 * @param byzantine how many of them attack: the last ones
 * @param attack what they send; not looked at when there are none
 * @param f how many the server is told may be Byzantine
 * @param rule how it aggregates
 */
public record Cohort(int n, int byzantine, String attack, int f, String rule) {
    private static final int MAX_WORKERS = 1_000;

    public Cohort {
        if (n > MAX_WORKERS) {
            throw new IllegalArgumentException(
                    "workers must be at most %d, got n=%d".formatted(MAX_WORKERS, n));
        }
        if (n < 1 || byzantine < 0 || byzantine >= n) {
            throw new IllegalArgumentException(
                    "workers must satisfy 0 <= byzantine < n, got n=%d, byzantine=%d"
                            .formatted(n, byzantine));
        }
    }

    /** How many do not attack. */
    public int honest() {
        return n - byzantine;
    }

    /** Whether this worker attacks. */
    public boolean isByzantine(int worker) {
        return worker >= honest();
    }
}
