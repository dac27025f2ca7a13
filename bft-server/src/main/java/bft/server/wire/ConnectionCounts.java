package bft.server.wire;

import java.util.concurrent.atomic.LongAdder;

/** Counts connections of the workers' port by outcome; from any thread. */
public final class ConnectionCounts {
    final LongAdder accepted = new LongAdder();
    final LongAdder refused = new LongAdder();
    final LongAdder evicted = new LongAdder();
    final LongAdder silent = new LongAdder();
    final LongAdder foreign = new LongAdder();
    final LongAdder broken = new LongAdder();
    final LongAdder abused = new LongAdder();
    final LongAdder slotsTakenOver = new LongAdder();
    volatile int open;

    ConnectionCounts() {}

    /** Open connections. */
    public int open() {
        return open;
    }

    /** All connections that were opened. */
    public long accepted() {
        return accepted.sum();
    }

    /** Those closed at once because all places were taken. */
    public long refused() {
        return refused.sum();
    }

    /** Those closed to make room for others. */
    public long evicted() {
        return evicted.sum();
    }

    /** Those that made no call with a token in time. */
    public long silent() {
        return silent.sum();
    }

    /** Those that used another protocol than HTTP/2. */
    public long foreign() {
        return foreign.sum();
    }

    /** Those that violated the protocol or were reset. */
    public long broken() {
        return broken.sum();
    }

    /** Those that sent too many pings, settings or calls without a token. */
    public long abused() {
        return abused.sum();
    }

    /** Those that lost their worker's slot to a newer connection, possibly of another process. */
    public long slotsTakenOver() {
        return slotsTakenOver.sum();
    }
}
