package bft.server.wire;

/**
 * Limits of connections, including those that have sent nothing yet.
 *
 * @param all connections at a time
 * @param perAddress connections at a time from one address that have made no call with a token
 * @param firstCallMillis longest time from accepting a connection to its first call with a token
 */
public record ConnectionLimits(int all, int perAddress, long firstCallMillis) {
    private static final long FIRST_CALL_MILLIS = 5_000;

    public ConnectionLimits {
        if (all < 1 || perAddress < 1 || firstCallMillis < 1) {
            throw new IllegalArgumentException(
                    "limits must be >= 1, got connections=%s, per address=%s, first call=%s ms"
                            .formatted(all, perAddress, firstCallMillis));
        }
    }

    /** Limits where one address may have all connections. */
    public ConnectionLimits(int all) {
        this(all, all, FIRST_CALL_MILLIS);
    }

    /** Limits where one address must leave some places to others. */
    public ConnectionLimits(int all, int perAddress) {
        this(all, perAddress, FIRST_CALL_MILLIS);
    }
}
