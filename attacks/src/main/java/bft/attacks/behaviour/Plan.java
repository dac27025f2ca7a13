package bft.attacks.behaviour;

import java.util.List;

/**
 * What a worker does about one model. It waits for the next one after the last sending, or after
 * its absence.
 *
 * @param sendings in order of time
 * @param absenceNanos how long the worker leaves the job afterwards, 0 if it stays
 */
public record Plan(List<Sending> sendings, long absenceNanos) {
    public Plan {
        sendings = List.copyOf(sendings);
        if (absenceNanos < 0) {
            throw new IllegalArgumentException("absence must be >= 0 ns, got " + absenceNanos);
        }
    }

    /** Nothing is sent. */
    static Plan nothing() {
        return new Plan(List.of(), 0);
    }

    /** One gradient at once, truly labelled or not. */
    static Plan send(long baseVersion, float[] gradient) {
        return new Plan(List.of(new Sending(0, baseVersion, gradient)), 0);
    }

    /** When the last sending is due, from the turn on. */
    public long lastNanos() {
        return sendings.stream().mapToLong(Sending::delayNanos).max().orElse(0);
    }
}
