package bft.attacks.behaviour;

import bft.spec.BadArgument;
import java.util.List;

/**
 * The answer of a worker to one model. After the last message, or after its absence, it waits for
 * the next model.
 *
 * @param sendings in order of time
 * @param absenceNanos how long the worker leaves the job afterwards, 0 if it stays
 */
public record Plan(List<Sending> sendings, long absenceNanos) {
    public Plan {
        sendings = List.copyOf(sendings);
        BadArgument.when(absenceNanos < 0).because("absence must be >= 0 ns, got %s", absenceNanos);
    }

    /** Sends nothing. */
    static Plan nothing() {
        return new Plan(List.of(), 0);
    }

    /** One gradient immediately, with its true version or another. */
    static Plan send(long baseVersion, float[] gradient) {
        return new Plan(List.of(new Sending(0, baseVersion, gradient)), 0);
    }

    /** The time from the turn to the last message. */
    public long lastNanos() {
        return sendings.stream().mapToLong(Sending::delayNanos).max().orElse(0);
    }
}
