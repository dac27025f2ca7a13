package bft.server.core;

import bft.aggregation.RowReport;
import bft.aggregation.admission.Accepted;
import bft.aggregation.admission.Refusal;
import bft.aggregation.admission.bundle.Bundle;
import bft.server.metrics.Counts;
import bft.server.metrics.JobListener;
import bft.server.metrics.RoundRecord;
import bft.server.metrics.TrustLedger;
import bft.server.metrics.WorkerReport;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Consumer;

/** Keeps the counts and the evidence of a job, and tells its listeners. */
final class Bookkeeping {
    /** What no honest worker sends: evidence against the sender. */
    private static final Set<Refusal> FAULTS =
            EnumSet.of(
                    Refusal.MALFORMED,
                    Refusal.WRONG_DIMENSION,
                    Refusal.NON_FINITE,
                    Refusal.FUTURE_VERSION);

    private final int f;
    private final List<JobListener> listeners;
    private final TrustLedger trust;
    private final Counts counts = new Counts();

    Bookkeeping(int n, int f, List<JobListener> listeners) {
        this.f = f;
        this.listeners = List.copyOf(listeners);
        this.trust = new TrustLedger(n);
    }

    static boolean isFault(Refusal reason) {
        return FAULTS.contains(reason);
    }

    void tell(Consumer<JobListener> event) {
        listeners.forEach(event);
    }

    void accepted(int worker, long staleness, Accepted accepted) {
        counts.accepted(worker, staleness);
        trust.accepted(worker);
        tell(listener -> listener.accepted(worker, staleness, accepted.weight()));
    }

    void refused(int worker, Refusal reason) {
        counts.refused(worker, reason);
        tell(listener -> listener.refused(OptionalInt.of(worker), reason));
        trust.refused(worker, reason, isFault(reason));
    }

    /** Calls refused since the last step, by reason. */
    Map<Refusal, Integer> refusals() {
        return counts.refusals();
    }

    SortedMap<Integer, String> distrusted() {
        return trust.distrusted();
    }

    /**
     * Closes the books of a step.
     *
     * @param version that the step went on from
     */
    RoundRecord record(
            long version, Batch batch, RoundResult result, long collectNanos, long stepNanos) {
        List<WorkerReport> reports = reports(batch, result);
        trust.roundClosed(comparable(reports), result.norm());
        var record =
                new RoundRecord(
                        version,
                        version + 1,
                        batch.bundle().rule().f(),
                        reports,
                        counts.refusals(),
                        counts.tallies(),
                        trust.distrusted(),
                        result.norm(),
                        collectNanos,
                        stepNanos);
        counts.clear();
        return record;
    }

    private static List<WorkerReport> reports(Batch batch, RoundResult result) {
        List<WorkerReport> reports = new ArrayList<>();
        for (RowReport row : result.aggregation().rows()) {
            Batch.Origin from = batch.origins().get(row.row());
            if (from.worker() != Bundle.SHARED) {
                reports.add(
                        WorkerReport.of(from.worker(), row, from.staleness(), from.dampening()));
            }
        }
        reports.sort(Comparator.comparing(WorkerReport::worker));
        return reports;
    }

    /** Rows tell nothing of each other unless most of them are honest, whoever sent them. */
    private List<WorkerReport> comparable(List<WorkerReport> reports) {
        boolean isRound = reports.stream().allMatch(report -> report.dampening() == 1);
        return isRound || reports.size() > 2 * f ? reports : List.of();
    }
}
