package bft.server.runtime;

import java.util.function.LongSupplier;

/**
 * The time by which a server measures others, in nanoseconds. It stands still while the process
 * does: a thread calls {@link #tick} every {@link #TICK_MILLIS}; when it could not for longer than
 * {@link #MOST_GAP_NANOS}, because the process was stopped, swapped out or the machine suspended,
 * the rest of that time has not passed here. So nobody is blamed for what happened meanwhile, and
 * deadlines move by themselves. Any thread may ask for the time; it never goes back.
 */
public final class ServerClock implements LongSupplier {
    /** Milliseconds between two ticks. */
    public static final long TICK_MILLIS = 100;

    /** Nanoseconds without a tick that still count as time. */
    public static final long MOST_GAP_NANOS = 1_000_000_000;

    private final LongSupplier source;
    private long ticked;
    private long lost;

    /**
     * @param source nanoseconds that run on, whatever happens to the process
     */
    public ServerClock(LongSupplier source) {
        this.source = source;
        this.ticked = source.getAsLong();
    }

    /** The time of the system. */
    public static ServerClock system() {
        return new ServerClock(System::nanoTime);
    }

    /** Nanoseconds since some moment. */
    @Override
    public synchronized long getAsLong() {
        long now = source.getAsLong();
        return now - lost - excess(now);
    }

    /**
     * The process is running.
     *
     * @return nanoseconds for which it was not, 0 usually
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
