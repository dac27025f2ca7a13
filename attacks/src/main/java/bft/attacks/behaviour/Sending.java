package bft.attacks.behaviour;

/**
 * One gradient to be pushed.
 *
 * @param delayNanos time from the turn to the message, at least 0
 * @param baseVersion the version that the worker claims, possibly one it has not received
 * @param gradient with any content; not modified
 */
public record Sending(long delayNanos, long baseVersion, float[] gradient) {
    public Sending {
        if (delayNanos < 0) {
            throw new IllegalArgumentException("delay must be >= 0 ns, got " + delayNanos);
        }
    }
}
