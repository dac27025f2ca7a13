package bft.server.metrics;

import bft.aggregation.admission.Refusal;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Counts what became of calls from one step to the next. Bounded by the number of workers times
 * that of reasons and stalenesses.
 */
public final class Counts {
    private final SortedMap<Integer, SortedMap<Long, Integer>> accepted = new TreeMap<>();
    private final SortedMap<Integer, SortedMap<Refusal, Integer>> refused = new TreeMap<>();

    public void accepted(int worker, long staleness) {
        accepted.computeIfAbsent(worker, w -> new TreeMap<>()).merge(staleness, 1, Integer::sum);
    }

    public void refused(int worker, Refusal reason) {
        refused.computeIfAbsent(worker, w -> new TreeMap<>()).merge(reason, 1, Integer::sum);
    }

    /** Refused calls of all workers, by reason. */
    public SortedMap<Refusal, Integer> refusals() {
        var sum = new TreeMap<Refusal, Integer>();
        refused.values()
                .forEach(one -> one.forEach((r, times) -> sum.merge(r, times, Integer::sum)));
        return sum;
    }

    /** What was counted of each worker of whom anything was. */
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

    /** Begins anew. */
    public void clear() {
        accepted.clear();
        refused.clear();
    }
}
