package bft.server.wire;

import bft.spec.BadArgument;

/**
 * Limits of connections, including those that have sent nothing yet.
 *
 * @param all connections at a time
 * @param perAddress connections at a time from one address that have made no call with a token
 * @param firstCallMillis longest time from accepting a connection to its first call with a token
 * @param acceptsPerSecond connections accepted per second in the long run, in addition to a burst
 *     of all places
 * @param observers connections of observers at a time
 * @param pages live pages at the operator's port at a time
 */
public record ConnectionLimits(
        int all,
        int perAddress,
        long firstCallMillis,
        int acceptsPerSecond,
        int observers,
        int pages) {
    /** Default number of observers' connections. */
    public static final int OBSERVERS = 16;

    /** Default number of live pages. */
    public static final int PAGES = 64;

    private static final long FIRST_CALL_MILLIS = 5_000;
    private static final int ACCEPTS_PER_SECOND = 200;

    public ConnectionLimits {
        BadArgument.when(
                        all < 1
                                || perAddress < 1
                                || firstCallMillis < 1
                                || acceptsPerSecond < 1
                                || observers < 0
                                || pages < 0)
                .because(
                        "limits must be >= 1, got connections=%s, per address=%s, first "
                                + "call=%s ms, accepts=%s per second, observers=%s, pages=%s",
                        all, perAddress, firstCallMillis, acceptsPerSecond, observers, pages);
    }

    /** Limits where one address may have all connections. */
    public ConnectionLimits(int all) {
        this(all, all, FIRST_CALL_MILLIS);
    }

    /** Limits with a share for each address and a time for the first call. */
    public ConnectionLimits(int all, int perAddress, long firstCallMillis) {
        this(all, perAddress, firstCallMillis, ACCEPTS_PER_SECOND, OBSERVERS, PAGES);
    }
}
