package bft.experiments.simulation;

import java.util.Comparator;
import java.util.PriorityQueue;

/** The pending events, in order of time and, at the same time, of their creation. */
final class Timeline {
    private static final double MAX_SECONDS = 1e8;

    private final PriorityQueue<Event> events =
            new PriorityQueue<>(
                    Comparator.comparingLong(Event::nanos).thenComparingLong(Event::order));
    private long scheduled;
    private long now;

    private record Event(long nanos, long order, Runnable action) {}

    /** Seconds as nanoseconds; three years at most, so that sums stay in range. */
    static long nanos(double seconds) {
        return (long) (Math.min(seconds, MAX_SECONDS) * 1e9);
    }

    long now() {
        return now;
    }

    /** Schedules an action, after all that were scheduled for the same time before. */
    void after(long nanos, Runnable action) {
        events.add(new Event(now + nanos, scheduled++, action));
    }

    /** Runs the next event; if it comes after a limit, only moves the time to the limit. */
    void step(long limitNanos) {
        if (events.isEmpty() || events.peek().nanos() > limitNanos) {
            now = Math.max(now, limitNanos);
        } else {
            Event next = events.remove();
            now = next.nanos();
            next.action().run();
        }
    }

    boolean isEmpty() {
        return events.isEmpty();
    }
}
