package bft.server.wire;

/**
 * Limits of calls.
 *
 * @param idleMillis pause within a push or a pull, in milliseconds, after which rounds stop waiting
 *     for the worker; and longest time for a call of one message
 * @param transferMillis longest push or pull, not counting waits of the server, in milliseconds
 * @param drainMillis how long a caller that was refused early may go on sending what it announced
 */
public record WireLimits(
        long idleMillis, long transferMillis, long drainMillis, ConnectionLimits connections) {
    /** Most connections of observers in total. */
    public static final int MAX_OBSERVERS = 16;

    /** Burst of calls that a caller may make. */
    static final int CALL_BURST = 40;

    /** Calls per second that a caller may make in the long run, independent of versions. */
    static final int CALLS_PER_SECOND = 10;

    /** Additional calls that a caller may make for each new version. */
    static final int CALLS_PER_VERSION = 4;

    /** Burst of repeated sendings of a version to a caller. */
    static final int REPEATED_PULL_BURST = 4;

    /** Repeated sendings of a version per second to a caller in the long run. */
    static final double REPEATED_PULLS_PER_SECOND = 0.5;

    /**
     * Milliseconds by which the refusal of an excess call is delayed. Each such call occupies one
     * of its connection's streams for that time, which bounds the work.
     */
    static final long PENALTY_MILLIS = 1_000;

    /**
     * Milliseconds that a connection stays open so that its other end can read why it is closed.
     */
    static final long FAREWELL_MILLIS = 1_000;

    /** Most open calls per connection. */
    static final int STREAMS_PER_CONNECTION = 8;

    /**
     * Calls that a client may reset in a window of time. grpcio clients reset each push that is
     * refused while they send it, so an honest client may do so once per version.
     */
    static final int RESETS_PER_WINDOW = 3_000;

    static final int RESET_WINDOW_SECONDS = 30;

    /** Milliseconds between two pings of a connection. */
    static final long PING_MILLIS = 15_000;

    public WireLimits {
        if (idleMillis < 1 || transferMillis < 1 || drainMillis < 1) {
            throw new IllegalArgumentException(
                    "limits must be >= 1, got idle=%s ms, transfer=%s ms, drain=%s ms"
                            .formatted(idleMillis, transferMillis, drainMillis));
        }
    }

    /** Limits where a refused push may take as long as any other. */
    public WireLimits(long idleMillis, long transferMillis, ConnectionLimits connections) {
        this(idleMillis, transferMillis, transferMillis, connections);
    }
}
