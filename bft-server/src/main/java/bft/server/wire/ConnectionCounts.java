package bft.server.wire;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts connections of the workers' port by outcome; from any thread. */
public final class ConnectionCounts {
    /** What happens to a connection. */
    public enum Event {
        /** It was opened. */
        ACCEPTED,
        /** It was closed at once because all places were taken. */
        REFUSED,
        /** It was closed to make room for others. */
        EVICTED,
        /** It made no call with a token in time. */
        SILENT,
        /** It used another protocol than HTTP/2. */
        FOREIGN,
        /** It violated the protocol or was reset. */
        BROKEN,
        /** It sent too many pings, settings or calls without a token. */
        ABUSED
    }

    private final Map<Event, LongAdder> counts = new EnumMap<>(Event.class);
    final LongAdder slotsTakenOver = new LongAdder();
    volatile int open;

    ConnectionCounts() {
        for (Event event : Event.values()) {
            counts.put(event, new LongAdder());
        }
    }

    void add(Event event) {
        counts.get(event).increment();
    }

    /** Connections to which that happened. */
    public long of(Event event) {
        return counts.get(event).sum();
    }

    /** Open connections. */
    public int open() {
        return open;
    }

    /** Those that lost their worker's slot to a newer connection, possibly of another process. */
    public long slotsTakenOver() {
        return slotsTakenOver.sum();
    }
}
