package bft.experiments.simulation;

import java.util.Comparator;
import java.util.PriorityQueue;

/** What is yet to happen: in order of time, and at the same time as it was told. */
final class Timeline {
    private static final double MAX_SECONDS = 1e8;

    private final PriorityQueue<Event> events =
            new PriorityQueue<>(
                    Comparator.comparingLong(Event::nanos).thenComparingLong(Event::order));
    private long told;
    private long now;

    private record Event(long nanos, long order, Runnable action) {}

    /** Seconds as nanoseconds; three years at most, so that sums stay in range. */
    static long nanos(double seconds) {
        return (long) (Math.min(seconds, MAX_SECONDS) * 1e9);
    }

    long now() {
        return now;
    }

    /** Lets something happen, not before what was told for that time already. */
    void after(long nanos, Runnable action) {
        events.add(new Event(now + nanos, told++, action));
    }

    /** Runs what comes next, or does nothing but move the time if that comes after a limit. */
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
