package bft.server.core;

import bft.spec.BadArgument;

/**
 * How long a job waits before it gives up.
 *
 * @param startNanos nanoseconds from the start until a quorum of workers has joined
 * @param roundNanos nanoseconds from the opening of a round until it has its quorum
 */
public record Deadlines(long startNanos, long roundNanos) {
    public Deadlines {
        BadArgument.when(startNanos < 1 || roundNanos < 1)
                .because(
                        "deadlines must be >= 1 ns, got start=%s ns, round=%s ns",
                        startNanos, roundNanos);
    }
}
