package bft.server.core;

import bft.aggregation.AggregationRule;
import bft.aggregation.admission.buffer.Bundle;
import bft.aggregation.engine.RowReport;
import bft.server.metrics.AnsweredGradient;
import bft.server.metrics.Counts;
import bft.server.metrics.GradientReport;
import bft.server.metrics.Guarantee;
import bft.server.metrics.JobListener;
import bft.server.metrics.ReportedFigure;
import bft.server.metrics.ReportedFigures;
import bft.server.metrics.RoundRecord;
import bft.server.metrics.Tolerance;
import bft.server.metrics.TrustLedger;
import bft.server.metrics.VarianceToNorm;
import bft.worker.verdict.Accepted;
import bft.worker.verdict.Refusal;
import bft.worker.verdict.Verdict;
import bft.worker.wire.Figure;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

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
    private final ReportedFigures reported;
    private final Supplier<Tolerance> tolerance;
    private final JobState state;

    /**
     * @param tolerance what the job tolerates now
     */
    Accounts(
            JobState state,
            JobSettings settings,
            Supplier<Tolerance> tolerance,
            List<JobListener> listeners) {
        this.f = settings.f();
        this.reported = new ReportedFigures(settings.n(), f, settings.synchrony().maxStaleness());
        this.tolerance = tolerance;
        this.listeners = List.copyOf(listeners);
        this.state = state;
        this.trust = state.trust;
        this.counts = state.counts;
    }

    static boolean isFault(Refusal reason) {
        return FAULTS.contains(reason);
    }

    void tell(Consumer<JobListener> event) {
        listeners.forEach(event);
    }

    /** A gradient has arrived, of which the worker says this. */
    void announced(int worker, SortedMap<Figure, Double> figures) {
        reported.announced(worker, figures);
    }

    /** What workers said last; claims, not state of the job. */
    SortedMap<Figure, ReportedFigure> reported() {
        return reported.latest();
    }

    void accepted(int worker, long staleness, Accepted accepted) {
        reported.accepted(worker, staleness, state.model.version());
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
    void answered(PushQueue.Push push, Verdict verdict, String note) {
        var gradient =
                new AnsweredGradient(
                        push.worker(),
                        push.sequence(),
                        push.base(),
                        push.gradient(),
                        verdict,
                        note);
        tell(listener -> listener.answered(gradient));
    }

    /** Whether a listener keeps the gradients that were answered. */
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

    /** What the job can promise now. */
    Guarantee guarantee() {
        return new Guarantee(tolerance.get(), state.variance);
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
        AggregationRule rule = input.bundle().rule();
        var variance =
                VarianceToNorm.of(
                        reports,
                        rule,
                        input.origins().size(),
                        made.norm() / input.bundle().scale());
        Findings findings = new Findings(reports, made.norm(), made.notes(), variance);
        return record(version, input, findings, times);
    }

    /** The same for a step that left the model unchanged. */
    RoundRecord record(long version, StepInput input, StepResult.Skipped none, Times times) {
        trust.roundClosed(List.of(), 0);
        var findings = new Findings(List.of(), 0, List.of(none.problem()), VarianceToNorm.UNKNOWN);
        return record(version, input, findings, times);
    }

    /** Nanoseconds for collecting the gradients, and for the step. */
    record Times(long collectNanos, long stepNanos) {}

    /** What a step has shown. */
    private record Findings(
            List<GradientReport> reports,
            double norm,
            List<String> notes,
            VarianceToNorm variance) {}

    private RoundRecord record(long version, StepInput input, Findings findings, Times times) {
        var record =
                new RoundRecord(
                        version,
                        version + 1,
                        input.bundle().rule().f(),
                        findings.reports(),
                        counts.refusals(),
                        counts.tallies(),
                        trust.distrusted(),
                        findings.norm(),
                        times.collectNanos(),
                        times.stepNanos(),
                        findings.notes(),
                        new Guarantee(tolerance.get(), findings.variance()),
                        reported.closed(version, trust.distrusted().keySet()));
        state.variance = findings.variance();
        counts.clear();
        return record;
    }

    private List<GradientReport> reports(StepInput input, StepResult.Made made) {
        List<GradientReport> reports = new ArrayList<>();
        for (RowReport row : made.aggregation().rows()) {
            StepInput.Origin from = input.origins().get(row.row());
            if (from.worker() != Bundle.SHARED) {
                Optional<String> copied =
                        made.copies().map(found -> found.evidence().get(from.worker()));
                reports.add(
                        GradientReport.of(
                                        from.worker(),
                                        row,
                                        from.staleness(),
                                        from.dampening(),
                                        copied)
                                .with(reported.localSteps(from.worker())));
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
