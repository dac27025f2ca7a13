package bft.server.wire;

/**
 * Limits of connections, those that have said nothing yet among them.
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

    /** Where an address may have them all. */
    public ConnectionLimits(int all) {
        this(all, all, FIRST_CALL_MILLIS);
    }

    /** Where one address leaves some places to others. */
    public ConnectionLimits(int all, int perAddress) {
        this(all, perAddress, FIRST_CALL_MILLIS);
    }
}
