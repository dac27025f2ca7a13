package bft.server.wire;

import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * A rate-limited log for events that others can cause at will: at most one line per minute, which
 * counts the lines omitted since the last.
 */
public final class SparseLog {
    private static final long INTERVAL_NANOS = 60_000_000_000L;

    private final Consumer<String> log;
    private final LongSupplier nanos;
    private long lastNanos;
    private long excluded;
    private boolean begun;

    /**
     * @param nanos any clock that does not go back
     */
    public SparseLog(Consumer<String> log, LongSupplier nanos) {
        this.log = log;
        this.nanos = nanos;
    }

    /** From any thread. */
    public synchronized void say(String line) {
        long now = nanos.getAsLong();
        if (begun && now - lastNanos < INTERVAL_NANOS) {
            excluded++;
            return;
        }
        begun = true;
        lastNanos = now;
        log.accept(excluded == 0 ? line : line + " (" + excluded + " more like this before)");
        excluded = 0;
    }
}
