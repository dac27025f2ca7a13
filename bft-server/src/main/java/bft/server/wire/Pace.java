package bft.server.wire;

/** How fast a transfer goes, and when it is too slow. On one thread; times are nanoseconds. */
final class Pace {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final TransferLimits limits;
    private long start;
    private long last;
    private long bytes;

    Pace(TransferLimits limits) {
        this.limits = limits;
    }

    /** The transfer begins, or goes on after a wait of the server. */
    void begin(long now) {
        start = now;
        last = now;
        bytes = 0;
    }

    void progress(long now, int more) {
        last = now;
        bytes += more;
    }

    /** When the transfer is idle without progress. */
    long idleAt() {
        return last + limits.idleMillis() * NANOS_PER_MILLI;
    }

    /** When the transfer has to be given up without progress. */
    long overdueAt() {
        long stall = limits.stallMillis() * NANOS_PER_MILLI;
        long due = start + (long) (bytes * NANOS_PER_SECOND / limits.bytesPerSecond());
        return Math.min(last + stall, Math.max(start + stall, due));
    }
}
