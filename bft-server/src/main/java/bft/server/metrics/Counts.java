package bft.server.metrics;

import bft.aggregation.state.Snapshot;
import bft.worker.verdict.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Counts the outcomes of calls from one step to the next. Bounded by the number of workers times
 * that of reasons and stalenesses.
 */
public final class Counts {
    private static final String KIND = "counts";

    private final SortedMap<Integer, SortedMap<Long, Integer>> accepted = new TreeMap<>();
    private final SortedMap<Integer, SortedMap<Refusal, Integer>> refused = new TreeMap<>();

    public void accepted(int worker, long staleness) {
        of(accepted, worker).merge(staleness, 1, Integer::sum);
    }

    public void refused(int worker, Refusal reason) {
        of(refused, worker).merge(reason, 1, Integer::sum);
    }

    /** Refused calls of all workers, by reason. */
    public SortedMap<Refusal, Integer> refusals() {
        var sum = new TreeMap<Refusal, Integer>();
        refused.values()
                .forEach(one -> one.forEach((r, times) -> sum.merge(r, times, Integer::sum)));
        return sum;
    }

    /** The counts of each worker with any call. */
    public SortedMap<Integer, Tally> tallies() {
        var tallies = new TreeMap<Integer, Tally>();
        var workers = new TreeMap<Integer, Object>(accepted);
        workers.putAll(refused);
        for (int worker : workers.keySet()) {
            tallies.put(
                    worker,
                    new Tally(
                            accepted.getOrDefault(worker, new TreeMap<>()),
                            refused.getOrDefault(worker, new TreeMap<>())));
        }
        return tallies;
    }

    /** Resets all counts. */
    public void clear() {
        accepted.clear();
        refused.clear();
    }

    /** This as a snapshot: the count for each worker and outcome. */
    public Snapshot snapshot() {
        List<Snapshot> parts = new ArrayList<>();
        accepted.forEach(
                (worker, times) ->
                        times.forEach(
                                (staleness, count) ->
                                        parts.add(
                                                part(worker, count)
                                                        .with("staleness", staleness)
                                                        .build())));
        refused.forEach(
                (worker, times) ->
                        times.forEach(
                                (reason, count) ->
                                        parts.add(
                                                part(worker, count)
                                                        .with("reason", reason.name())
                                                        .build())));
        return Snapshot.of(KIND).with("counts", parts).build();
    }

    private static Snapshot.Builder part(int worker, int count) {
        return Snapshot.of("count").with("worker", (long) worker).with("times", (long) count);
    }

    /**
     * Replaces the counts by those in a snapshot.
     *
     * @param n workers
     * @throws IllegalArgumentException naming the field that does not fit
     */
    public void restore(Snapshot snapshot, int n) {
        clear();
        for (Snapshot part : snapshot.expecting(KIND).holding("counts").parts("counts")) {
            int worker = (int) part.whole("worker", 0, n - 1);
            int times = (int) part.whole("times", 1, Integer.MAX_VALUE);
            if (part.has("reason")) {
                of(refused, worker).put(Reasons.of(part.text("reason")), times);
            } else {
                of(accepted, worker).put(part.whole("staleness"), times);
            }
        }
    }

    private static <K> SortedMap<K, Integer> of(
            SortedMap<Integer, SortedMap<K, Integer>> counts, int worker) {
        return counts.computeIfAbsent(worker, w -> new TreeMap<>());
    }
}
