package bft.server.metrics;

import bft.worker.verdict.Refusal;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One round, or one step of a stream of gradients, for people and plots.
 *
 * @param round counted from 0: the version that it went on from
 * @param version the version it produced, {@code round + 1}
 * @param tolerated how many of the rows the rule held to be faulty at most
 * @param workers one report for each row that took part and was one worker's, by ascending worker
 * @param refusals calls refused since the round before, by reason
 * @param tallies what became of the calls of each worker that called since the round before
 * @param distrusted workers held to be faulty by now, with the evidence in words
 * @param aggregateNorm Euclidean norm of the aggregate
 * @param collectNanos from the opening of the round to its last gradient
 * @param aggregateNanos for the rule and the optimiser
 * @param notes what the operator should know: why the step left the model as it was, or what the
 *     rule could not do in full
 */
public record RoundRecord(
        long round,
        long version,
        int tolerated,
        List<GradientReport> workers,
        SortedMap<Refusal, Integer> refusals,
        SortedMap<Integer, Tally> tallies,
        SortedMap<Integer, String> distrusted,
        double aggregateNorm,
        long collectNanos,
        long aggregateNanos,
        List<String> notes) {
    public RoundRecord {
        workers = List.copyOf(workers);
        notes = List.copyOf(notes);
        refusals = Collections.unmodifiableSortedMap(new TreeMap<>(refusals));
        tallies = Collections.unmodifiableSortedMap(new TreeMap<>(tallies));
        distrusted = Collections.unmodifiableSortedMap(new TreeMap<>(distrusted));
    }

    /** The workers whose rows took part, ascending. */
    public List<Integer> present() {
        return workers.stream().map(GradientReport::worker).toList();
    }
}
