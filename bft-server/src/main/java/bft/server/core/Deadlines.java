package bft.server.core;

/**
 * How long a job waits before it gives up.
 *
 * @param startNanos nanoseconds from the start until a quorum of workers has joined
 * @param roundNanos nanoseconds from the opening of a round until it has its quorum
 */
public record Deadlines(long startNanos, long roundNanos) {
    public Deadlines {
        if (startNanos < 1 || roundNanos < 1) {
            throw new IllegalArgumentException(
                    "deadlines must be >= 1 ns, got start="
                            + startNanos
                            + " ns, round="
                            + roundNanos
                            + " ns");
        }
    }
}
