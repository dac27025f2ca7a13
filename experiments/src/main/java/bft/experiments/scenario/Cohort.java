package bft.experiments.scenario;

import bft.aggregation.Limits;

/**
 * Who takes part.
 *
 * @param n workers, from 1 to 1000: all of them run on this machine
 * @param byzantine how many of them attack: the last ones
 * @param attack what vectors they send, such as {@code sign-flip:scale=10}, or {@link #NO_ATTACK};
 *     not looked at when there are none
 * @param behaviour when and how often they send them; {@link #PUNCTUAL} is as honest workers do
 */
public record Cohort(int n, int byzantine, String attack, String behaviour) {
    /** An attack that is none: whoever would attack sends what it honestly computed. */
    public static final String NO_ATTACK = "none";

    /** One gradient for each model, at once. */
    public static final String PUNCTUAL = "none";

    public Cohort {
        if (n > Limits.LOCAL_WORKERS) {
            throw new IllegalArgumentException(
                    "workers must be at most %s, got n=%s".formatted(Limits.LOCAL_WORKERS, n));
        }
        if (n < 1 || byzantine < 0 || byzantine >= n) {
            throw new IllegalArgumentException(
                    "workers must satisfy 0 <= byzantine < n, got n=%s, byzantine=%s"
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

    /**
     * Workers of whom some attack; where neither the vectors are others nor the times, all are
     * honest, and sit in those seats as well.
     */
    public static Cohort of(int n, int byzantine, String attack, String behaviour) {
        boolean honest = attack.equals(NO_ATTACK) && behaviour.equals(PUNCTUAL);
        var cohort = new Cohort(n, byzantine, attack, behaviour);
        return honest ? honest(n) : cohort;
    }

    /** Whether vectors are sent that nobody honestly computed. */
    public boolean forges() {
        return byzantine > 0 && !attack.equals(NO_ATTACK);
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
