package bft.server.wire;

/** All limits of the workers' port. */
public record WireLimits(
        TransferLimits transfers, ConnectionLimits connections, HttpLimits http, CallLimits calls) {
    /**
     * Milliseconds that a connection stays open so that its other end can read why it is closed.
     */
    static final long FAREWELL_MILLIS = 1_000;

    /** Limits of transfers and connections, and defaults for the rest. */
    public WireLimits(TransferLimits transfers, ConnectionLimits connections) {
        this(transfers, connections, HttpLimits.DEFAULT, CallLimits.DEFAULT);
    }

    /** Limits where a refused push may take as long as any other. */
    public WireLimits(long idleMillis, long transferMillis, ConnectionLimits connections) {
        this(new TransferLimits(idleMillis, transferMillis), connections);
    }
}
