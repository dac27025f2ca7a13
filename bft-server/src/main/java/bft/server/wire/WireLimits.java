package bft.server.wire;

/**
 * Limits of the calls.
 *
 * @param idleMillis longest pause within a push or a pull, in milliseconds
 * @param transferMillis longest push or pull, without the waiting, in milliseconds
 * @param maxConnections connections at a time, those without a valid token among them
 */
public record WireLimits(long idleMillis, long transferMillis, int maxConnections) {
    /** Connections that observers may hold in all. */
    public static final int MAX_OBSERVERS = 16;

    /** Calls that a caller may make at once. */
    static final int CALL_BURST = 40;

    /** Calls that a caller may make each second in the long run, whatever the job does. */
    static final int CALLS_PER_SECOND = 10;

    /** Calls that a caller may make besides for each new version. */
    static final int CALLS_PER_VERSION = 4;

    /** How often a caller may be sent a version again at once. */
    static final int REPEATED_PULL_BURST = 4;

    /** How often each second a caller may be sent a version again in the long run. */
    static final double REPEATED_PULLS_PER_SECOND = 0.5;

    /**
     * Milliseconds that a call too many waits for its refusal. What bounds the work for such calls
     * is that each takes up one of the streams of its connection for that time.
     */
    static final long PENALTY_MILLIS = 1_000;

    public WireLimits {
        if (idleMillis < 1 || transferMillis < 1 || maxConnections < 1) {
            throw new IllegalArgumentException(
                    "limits must be >= 1, got idle=%d ms, transfer=%d ms, connections=%d"
                            .formatted(idleMillis, transferMillis, maxConnections));
        }
    }
}
