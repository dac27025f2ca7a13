package bft.attacks.behaviour;

import bft.spec.BadArgument;

/**
 * One gradient to be pushed.
 *
 * @param delayNanos time from the turn to the message, at least 0
 * @param baseVersion the version that the worker claims, possibly one it has not received
 * @param gradient with any content; not modified
 */
public record Sending(long delayNanos, long baseVersion, float[] gradient) {
    public Sending {
        BadArgument.when(delayNanos < 0).because("delay must be >= 0 ns, got %s", delayNanos);
    }
}
