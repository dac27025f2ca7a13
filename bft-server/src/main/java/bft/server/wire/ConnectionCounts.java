package bft.server.wire;

import java.util.concurrent.atomic.LongAdder;

/** What became of the connections of the workers' port; from any thread. */
public final class ConnectionCounts {
    final LongAdder accepted = new LongAdder();
    final LongAdder refused = new LongAdder();
    final LongAdder evicted = new LongAdder();
    final LongAdder silent = new LongAdder();
    final LongAdder foreign = new LongAdder();
    final LongAdder broken = new LongAdder();
    final LongAdder slotsTakenOver = new LongAdder();
    volatile int open;

    ConnectionCounts() {}

    /** Connections that are open. */
    public int open() {
        return open;
    }

    /** Connections that were made. */
    public long accepted() {
        return accepted.sum();
    }

    /** Those of them that were closed at once because there was no place. */
    public long refused() {
        return refused.sum();
    }

    /** Those that had to make room for others. */
    public long evicted() {
        return evicted.sum();
    }

    /** Those that made no call with a token in time. */
    public long silent() {
        return silent.sum();
    }

    /** Those that spoke another protocol than HTTP/2. */
    public long foreign() {
        return foreign.sum();
    }

    /** Those that broke the protocol or were reset. */
    public long broken() {
        return broken.sum();
    }

    /** Those that lost their worker's slot to a newer one that may be another process's. */
    public long slotsTakenOver() {
        return slotsTakenOver.sum();
    }
}
