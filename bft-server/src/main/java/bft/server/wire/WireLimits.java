package bft.server.wire;

/**
 * Limits of the calls.
 *
 * @param idleMillis longest pause within a push or a pull, in milliseconds
 * @param transferMillis longest push or pull, without the waiting, in milliseconds
 * @param maxConnections connections at a time, those without a valid token among them
 */
public record WireLimits(long idleMillis, long transferMillis, int maxConnections) {
    public WireLimits {
        if (idleMillis < 1 || transferMillis < 1 || maxConnections < 1) {
            throw new IllegalArgumentException(
                    "limits must be >= 1, got idle=%d ms, transfer=%d ms, connections=%d"
                            .formatted(idleMillis, transferMillis, maxConnections));
        }
    }
}
