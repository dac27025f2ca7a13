package bft.server.page;

import bft.server.metrics.JobListener;
import bft.server.metrics.RoundJson;
import bft.server.metrics.RoundRecord;
import io.vertx.core.json.JsonArray;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

/**
 * The last rounds of a job, for pages that are opened later. The job's thread adds, others read.
 *
 * <p>Memory: at most {@value #MOST_ROUNDS} records and {@value #MOST_REPORTS} reports of workers,
 * but always the last record.
 */
public final class RecentRounds implements JobListener {
    static final int MOST_ROUNDS = 500;
    static final int MOST_REPORTS = 20_000;

    /**
     * Most rounds at once for a page that has seen all that were there when it was opened: five
     * times a second, which is more than people see, and little to send to many pages.
     */
    static final int MOST_NEW = 5;

    private static final int MOST_OLD = 100;
    private static final long SECOND = 1_000_000_000;
    private static final int ROUNDS_BETWEEN = 20;
    private static final int MOST_SECONDS_BETWEEN = 20;

    private final Deque<Entry> entries = new ArrayDeque<>();
    private final long[] accepted;
    private final long[] refused;
    private int reports;
    private long added;
    private volatile boolean isWatched;
    private final AtomicBoolean hasChanged = new AtomicBoolean();
    private long measuredNanos = System.nanoTime() - SECOND;
    private long measuredAt = -ROUNDS_BETWEEN;
    private Optional<Geometry> geometry = Optional.empty();

    /**
     * @param n workers
     */
    public RecentRounds(int n) {
        accepted = new long[n];
        refused = new long[n];
    }

    /** A round, and its text once a page has asked for it. */
    static final class Entry {
        private final long number;
        private final RoundRecord round;
        private String text = "";

        private Entry(long number, RoundRecord round) {
            this.number = number;
            this.round = round;
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
     * Up to where a page has seen the rounds, which are counted from 1.
     *
     * @param number of the last one it has seen
     * @param opened number of the last one when it was opened
     */
    record Seen(long number, long opened) {
        /** After these, too. */
        Seen with(List<Entry> more) {
            return more.isEmpty() ? this : new Seen(more.get(more.size() - 1).number, opened);
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
        round.tallies()
                .forEach(
                        (worker, tally) -> {
                            accepted[worker] += tally.acceptedCount();
                            refused[worker] += tally.refusedCount();
                        });
        reports += round.workers().size();
        while (entries.size() > 1 && (entries.size() > MOST_ROUNDS || reports > MOST_REPORTS)) {
            reports -= entries.removeFirst().round.workers().size();
        }
    }

    /**
     * While a page is open, distances are measured at most once a second, and of fast rounds only
     * once in 20: a rule that needs none does hardly more work.
     */
    @Override
    public synchronized boolean wantsDistances() {
        long since = System.nanoTime() - measuredNanos;
        return isWatched
                && since >= SECOND
                && (added - measuredAt >= ROUNDS_BETWEEN || since >= MOST_SECONDS_BETWEEN * SECOND);
    }

    @Override
    public synchronized void distances(long round, List<Integer> workers, double[][] distances) {
        measuredNanos = System.nanoTime();
        measuredAt = added;
        geometry = Optional.of(new Geometry(round, List.copyOf(workers), distances));
    }

    @Override
    public void connected(int workers) {
        hasChanged.set(true);
    }

    /** Whether workers have come or gone since this was asked last. */
    boolean takeChange() {
        return hasChanged.getAndSet(false);
    }

    /** Whether a page is open. */
    void watched(boolean isOpen) {
        isWatched = isOpen;
    }

    /**
     * What a page has seen whose last round is this; nothing if that is not among the last ones.
     */
    synchronized Seen seenUpTo(long round) {
        long number =
                entries.stream()
                        .filter(entry -> entry.round.round() == round)
                        .mapToLong(entry -> entry.number)
                        .max()
                        .orElse(0);
        return new Seen(number, added);
    }

    /**
     * Rounds that a page has not seen, the oldest first: all that were there when it was opened,
     * and of later ones the newest.
     */
    synchronized List<Entry> after(Seen seen) {
        List<Entry> later = new ArrayList<>();
        for (Entry entry : entries) {
            if (entry.number > seen.number) {
                later.add(entry);
            }
        }
        if (seen.number < seen.opened) {
            return later.subList(0, Math.min(MOST_OLD, later.size()));
        }
        return later.subList(Math.max(0, later.size() - MOST_NEW), later.size());
    }

    /** Gradients accepted and calls refused of each worker, since this server has started. */
    synchronized JsonArray calls() {
        var calls = new JsonArray();
        IntStream.range(0, accepted.length)
                .forEach(i -> calls.add(new JsonArray().add(accepted[i]).add(refused[i])));
        return calls;
    }

    synchronized Optional<Geometry> geometry() {
        return geometry;
    }
}
