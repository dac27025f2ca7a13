package bft.server.wire;

/**
 * Limits of the calls.
 *
 * @param idleMillis pause within a push or a pull, in milliseconds, after which rounds stop waiting
 *     for the worker; and longest time for a call of one message
 * @param transferMillis longest push or pull, without the waiting, in milliseconds
 * @param drainMillis how long a caller that was refused early may go on sending what it announced
 */
public record WireLimits(
        long idleMillis, long transferMillis, long drainMillis, ConnectionLimits connections) {
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

    /** Milliseconds that a connection stays open for its other end to hear why it is closed. */
    static final long FAREWELL_MILLIS = 1_000;

    /** Calls that a connection may have open. */
    static final int STREAMS_PER_CONNECTION = 8;

    /**
     * Calls that a client may reset in a window of time. Clients of grpcio reset each push that is
     * refused while they send it, so an honest one may do so as often as there are versions.
     */
    static final int RESETS_PER_WINDOW = 3_000;

    static final int RESET_WINDOW_SECONDS = 30;

    /** Milliseconds between two signs of life of a connection. */
    static final long PING_MILLIS = 15_000;

    public WireLimits {
        if (idleMillis < 1 || transferMillis < 1 || drainMillis < 1) {
            throw new IllegalArgumentException(
                    "limits must be >= 1, got idle=%s ms, transfer=%s ms, drain=%s ms"
                            .formatted(idleMillis, transferMillis, drainMillis));
        }
    }

    /** Where a refused push may take as long as one that is not. */
    public WireLimits(long idleMillis, long transferMillis, ConnectionLimits connections) {
        this(idleMillis, transferMillis, transferMillis, connections);
    }
}
