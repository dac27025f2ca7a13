package bft.experiments.scenario;

import bft.aggregation.Limits;

/**
 * Who takes part.
 *
 * @param n workers, from 1 to 1000: all of them run on this machine
 * @param byzantine how many of them attack: the last ones
 * @param attack what vectors they send, such as {@code sign-flip:scale=10}; not looked at when
 *     there are none
 * @param behaviour when and how often they send them; {@link #PUNCTUAL} is as honest workers do
 */
public record Cohort(int n, int byzantine, String attack, String behaviour) {
    /** One gradient for each model, at once. */
    public static final String PUNCTUAL = "none";

    public Cohort {
        if (n > Limits.LOCAL_WORKERS) {
            throw new IllegalArgumentException(
                    "workers must be at most %d, got n=%d".formatted(Limits.LOCAL_WORKERS, n));
        }
        if (n < 1 || byzantine < 0 || byzantine >= n) {
            throw new IllegalArgumentException(
                    "workers must satisfy 0 <= byzantine < n, got n=%d, byzantine=%d"
                            .formatted(n, byzantine));
        }
    }

    /** Workers that are all honest. */
    public static Cohort honest(int n) {
        return new Cohort(n, 0, "", PUNCTUAL);
    }

    /** Workers of whom some send other vectors, as timely as the rest. */
    public static Cohort attacked(int n, int byzantine, String attack) {
        return new Cohort(n, byzantine, attack, PUNCTUAL);
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
