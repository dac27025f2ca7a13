package bft.server.page;

import bft.server.metrics.JobListener;
import bft.server.metrics.RoundJson;
import bft.server.metrics.RoundRecord;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The last rounds of a job, for pages that are opened later. The job's thread adds, others read.
 *
 * <p>Memory: at most {@value #MOST_ROUNDS} records and {@value #MOST_REPORTS} reports of workers,
 * but always the last record.
 */
public final class RecentRounds implements JobListener {
    static final int MOST_ROUNDS = 500;
    static final int MOST_REPORTS = 20_000;
    private static final long SECOND = 1_000_000_000;

    private final Deque<Entry> entries = new ArrayDeque<>();
    private int reports;
    private long added;
    private volatile boolean isWatched;
    private long measuredNanos = System.nanoTime() - SECOND;
    private Optional<Geometry> geometry = Optional.empty();

    /** A round, and its text once a page has asked for it. */
    static final class Entry {
        private final long number;
        private final RoundRecord round;
        private String text = "";

        private Entry(long number, RoundRecord round) {
            this.number = number;
            this.round = round;
        }

        /** Counts the rounds that this server has seen, from 1. */
        long number() {
            return number;
        }

        RoundRecord round() {
            return round;
        }

        /** The record as JSON. */
        synchronized String text() {
            if (text.isEmpty()) {
                text = RoundJson.of(round).encode();
            }
            return text;
        }
    }

    /**
     * Distances of a round.
     *
     * @param round its number
     * @param workers who sent the rows
     * @param distances Euclidean, between each two rows; NaN for rows that are not finite
     */
    record Geometry(long round, List<Integer> workers, double[][] distances) {}

    @Override
    public synchronized void roundClosed(RoundRecord round) {
        entries.addLast(new Entry(++added, round));
        reports += round.workers().size();
        while (entries.size() > 1 && (entries.size() > MOST_ROUNDS || reports > MOST_REPORTS)) {
            reports -= entries.removeFirst().round.workers().size();
        }
    }

    /** While a page is open, the distances of a round are measured once a second. */
    @Override
    public synchronized boolean wantsDistances() {
        return isWatched && System.nanoTime() - measuredNanos >= SECOND;
    }

    @Override
    public synchronized void distances(long round, List<Integer> workers, double[][] distances) {
        measuredNanos = System.nanoTime();
        geometry = Optional.of(new Geometry(round, List.copyOf(workers), distances));
    }

    /** Whether a page is open. */
    void watched(boolean isOpen) {
        isWatched = isOpen;
    }

    /** The rounds after the one with this number, the oldest first. */
    synchronized List<Entry> after(long number, int most) {
        List<Entry> later = new ArrayList<>();
        for (Entry entry : entries) {
            if (entry.number > number && later.size() < most) {
                later.add(entry);
            }
        }
        return later;
    }

    /** The number of the entry of this round; 0 if it is not among the last ones. */
    synchronized long numberOf(long round) {
        return entries.stream()
                .filter(entry -> entry.round.round() == round)
                .mapToLong(Entry::number)
                .max()
                .orElse(0);
    }

    synchronized Optional<Geometry> geometry() {
        return geometry;
    }
}
