package bft.server.metrics;

import bft.aggregation.admission.Refusal;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One round, for people and plots.
 *
 * @param round counted from 0: the version whose gradients it collected
 * @param version the version it produced, {@code round + 1}
 * @param tolerated how many of the rows the rule held to be faulty at most
 * @param workers one report for each gradient that took part, by ascending worker
 * @param refusals calls refused since the round before, by reason
 * @param distrusted workers held to be faulty by now, with the evidence in words
 * @param aggregateNorm Euclidean norm of the aggregate
 * @param collectNanos from the opening of the round to its last gradient
 * @param aggregateNanos for the rule and the optimiser
 */
public record RoundRecord(
        long round,
        long version,
        int tolerated,
        List<WorkerReport> workers,
        SortedMap<Refusal, Integer> refusals,
        SortedMap<Integer, String> distrusted,
        double aggregateNorm,
        long collectNanos,
        long aggregateNanos) {
    public RoundRecord {
        workers = List.copyOf(workers);
        refusals = Collections.unmodifiableSortedMap(new TreeMap<>(refusals));
        distrusted = Collections.unmodifiableSortedMap(new TreeMap<>(distrusted));
    }

    /** The workers whose gradients took part, ascending. */
    public List<Integer> present() {
        return workers.stream().map(WorkerReport::worker).toList();
    }
}
