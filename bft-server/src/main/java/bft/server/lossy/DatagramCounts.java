package bft.server.lossy;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/** Counts datagrams, and the coordinates that never came. From any thread. */
public final class DatagramCounts {
    private final LongAdder received = new LongAdder();
    private final AtomicLongArray dropped = new AtomicLongArray(Dropped.values().length);
    private final LongAdder missing = new LongAdder();
    private final LongAdder expected = new LongAdder();
    private volatile double roundShare;
    private long missingBefore;
    private long expectedBefore;

    DatagramCounts() {}

    void received() {
        received.increment();
    }

    void dropped(Dropped reason) {
        dropped.incrementAndGet(reason.ordinal());
    }

    void taken(int coordinates, int ofDimension) {
        missing.add(coordinates);
        expected.add(ofDimension);
    }

    /** A round has closed. On one thread. */
    void roundClosed() {
        long gone = missing.sum();
        long all = expected.sum();
        roundShare =
                all == expectedBefore
                        ? 0
                        : (gone - missingBefore) / (double) (all - expectedBefore);
        missingBefore = gone;
        expectedBefore = all;
    }

    /** Datagrams received, those dropped included. */
    public long all() {
        return received.sum();
    }

    /** Datagrams dropped for that reason. */
    public long of(Dropped reason) {
        return dropped.get(reason.ordinal());
    }

    /** Datagrams dropped for any reason. */
    public long allDropped() {
        return Arrays.stream(Dropped.values()).mapToLong(this::of).sum();
    }

    /** Coordinates that never came, of all gradients that were taken. */
    public long missing() {
        return missing.sum();
    }

    /** Their share among the gradients taken between the last two ends of rounds. */
    public double roundShare() {
        return roundShare;
    }
}
