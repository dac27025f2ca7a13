package bft.server.metrics;

import bft.worker.verdict.Refusal;
import bft.worker.wire.Figure;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One round, or one step of a stream of gradients, for people and plots.
 *
 * @param round counted from 0: the version that it started from
 * @param version the version it produced, {@code round + 1}
 * @param tolerated how many faulty rows the rule tolerated
 * @param workers one report for each row of a single worker that took part, by ascending worker
 * @param refusals calls refused since the round before, by reason
 * @param tallies outcomes of the calls of each worker since the round before
 * @param distrusted workers counted as faulty, with a description of the evidence
 * @param aggregateNorm Euclidean norm of the aggregate
 * @param collectNanos from the opening of the round to its last gradient
 * @param aggregateNanos for the rule and the optimiser
 * @param notes for the operator: why the step left the model unchanged, or what the rule could not
 *     do completely
 * @param guarantee what the job could promise at the end of the round
 * @param reported what workers say of their own data and work; claims, not state of the job
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
        List<String> notes,
        Guarantee guarantee,
        SortedMap<Figure, ReportedFigure> reported) {
    public RoundRecord {
        workers = List.copyOf(workers);
        notes = List.copyOf(notes);
        refusals = Collections.unmodifiableSortedMap(new TreeMap<>(refusals));
        tallies = Collections.unmodifiableSortedMap(new TreeMap<>(tallies));
        distrusted = Collections.unmodifiableSortedMap(new TreeMap<>(distrusted));
        reported = Collections.unmodifiableSortedMap(new TreeMap<>(reported));
    }

    /** The highest score that counted, NaN if the rule ranks nobody. */
    public double scoreThreshold() {
        return workers.stream()
                .filter(report -> report.weight() > 0 && !Double.isNaN(report.score()))
                .mapToDouble(GradientReport::score)
                .max()
                .orElse(Double.NaN);
    }

    /** The distance to the aggregate beyond which a gradient is evidence; NaN without any. */
    public double distanceThreshold() {
        return workers.isEmpty() ? Double.NaN : TrustLedger.farthest(workers);
    }

    /** The workers whose rows took part, ascending. */
    public List<Integer> present() {
        return workers.stream().map(GradientReport::worker).toList();
    }
}
