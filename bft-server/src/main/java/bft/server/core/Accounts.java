package bft.server.core;

import bft.aggregation.admission.buffer.Bundle;
import bft.aggregation.engine.RowReport;
import bft.server.metrics.Counts;
import bft.server.metrics.GradientReport;
import bft.server.metrics.JobListener;
import bft.server.metrics.JudgedGradient;
import bft.server.metrics.RoundRecord;
import bft.server.metrics.TrustLedger;
import bft.worker.verdict.Accepted;
import bft.worker.verdict.Refusal;
import bft.worker.verdict.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Consumer;

/** Updates the counts and the trust in a job's state, and notifies its listeners. */
final class Accounts {
    /**
     * Whether no honest worker sends this, so that it is evidence against the sender. A version
     * that does not exist is not evidence: after a restart of the server its workers may know
     * versions that it does not.
     */
    private static final Set<Refusal> FAULTS =
            EnumSet.of(Refusal.MALFORMED, Refusal.WRONG_DIMENSION, Refusal.NON_FINITE);

    private final int f;
    private final List<JobListener> listeners;
    private final TrustLedger trust;
    private final Counts counts;

    Accounts(JobState state, int f, List<JobListener> listeners) {
        this.f = f;
        this.listeners = List.copyOf(listeners);
        this.trust = state.trust;
        this.counts = state.counts;
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

    /** A gradient was accepted or refused for what it contains. */
    void judged(PushQueue.Push push, Verdict verdict, String note) {
        var gradient =
                new JudgedGradient(
                        push.worker(),
                        push.sequence(),
                        push.base(),
                        push.gradient(),
                        verdict,
                        note);
        tell(listener -> listener.judged(gradient));
    }

    /** Whether a listener keeps the gradients that were judged. */
    boolean keepsGradients() {
        return listeners.stream().anyMatch(JobListener::keepsGradients);
    }

    /** Whether a listener looks at the distances between gradients. */
    boolean wantsDistances() {
        return listeners.stream().anyMatch(JobListener::wantsDistances);
    }

    /** Calls refused since the last step, by reason. */
    Map<Refusal, Integer> refusals() {
        return counts.refusals();
    }

    SortedMap<Integer, String> distrusted() {
        return trust.distrusted();
    }

    /**
     * Makes the record of a step and updates metrics and trust.
     *
     * @param version that the step started from
     */
    RoundRecord record(long version, StepInput input, StepResult.Made made, Times times) {
        List<GradientReport> reports = reports(input, made);
        if (made.distances().length > 0) {
            List<Integer> senders = input.bundle().senders();
            tell(listener -> listener.distances(version, senders, made.distances()));
        }
        trust.roundClosed(comparable(reports), made.norm());
        return record(version, input, reports, made.norm(), made.notes(), times);
    }

    /** The same for a step that left the model unchanged. */
    RoundRecord record(long version, StepInput input, StepResult.Skipped none, Times times) {
        trust.roundClosed(List.of(), 0);
        return record(version, input, List.of(), 0, List.of(none.problem()), times);
    }

    /** Nanoseconds for collecting the gradients, and for the step. */
    record Times(long collectNanos, long stepNanos) {}

    private RoundRecord record(
            long version,
            StepInput input,
            List<GradientReport> reports,
            double norm,
            List<String> notes,
            Times times) {
        var record =
                new RoundRecord(
                        version,
                        version + 1,
                        input.bundle().rule().f(),
                        reports,
                        counts.refusals(),
                        counts.tallies(),
                        trust.distrusted(),
                        norm,
                        times.collectNanos(),
                        times.stepNanos(),
                        notes);
        counts.clear();
        return record;
    }

    private static List<GradientReport> reports(StepInput input, StepResult.Made made) {
        List<GradientReport> reports = new ArrayList<>();
        for (RowReport row : made.aggregation().rows()) {
            StepInput.Origin from = input.origins().get(row.row());
            if (from.worker() != Bundle.SHARED) {
                reports.add(
                        GradientReport.of(from.worker(), row, from.staleness(), from.dampening()));
            }
        }
        reports.sort(Comparator.comparing(GradientReport::worker));
        return reports;
    }

    /** Distances are comparable only if most rows are honest. */
    private List<GradientReport> comparable(List<GradientReport> reports) {
        boolean isRound = reports.stream().allMatch(report -> report.dampening() == 1);
        return isRound || reports.size() > 2 * f ? reports : List.of();
    }
}
