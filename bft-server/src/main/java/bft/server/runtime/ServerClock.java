package bft.server.runtime;

import java.util.function.LongSupplier;

/**
 * The server's clock for deadlines, in nanoseconds. It stops while the process is stopped: a thread
 * calls {@link #tick} every {@link #TICK_MILLIS}; if it could not for longer than {@link
 * #MOST_GAP_NANOS}, because the process was stopped, swapped out or the machine suspended, this
 * clock skips the rest of that time. So no worker is blamed for that time, and deadlines move
 * automatically. Any thread may read the clock; it never goes back.
 */
public final class ServerClock implements LongSupplier {
    /** Milliseconds between two ticks. */
    public static final long TICK_MILLIS = 100;

    /** Longest time without a tick that still counts, in nanoseconds. */
    public static final long MOST_GAP_NANOS = 1_000_000_000;

    private final LongSupplier source;
    private long ticked;
    private long lost;

    /**
     * @param source nanoseconds of a clock that keeps running while the process is stopped
     */
    public ServerClock(LongSupplier source) {
        this.source = source;
        this.ticked = source.getAsLong();
    }

    /** A clock over the system's time. */
    public static ServerClock system() {
        return new ServerClock(System::nanoTime);
    }

    /** Nanoseconds since an arbitrary moment. */
    @Override
    public synchronized long getAsLong() {
        long now = source.getAsLong();
        return now - lost - excess(now);
    }

    /**
     * Notes that the process is running.
     *
     * @return nanoseconds for which it was stopped, usually 0
     */
    public synchronized long tick() {
        long now = source.getAsLong();
        long excess = excess(now);
        lost += excess;
        ticked = now;
        return excess;
    }

    private long excess(long now) {
        return Math.max(0, now - ticked - MOST_GAP_NANOS);
    }
}
