package bft.server;

import bft.aggregation.AggregationRule;
import bft.aggregation.RoundContext;
import bft.aggregation.RowReport;
import bft.aggregation.admission.AdmissionFilter;
import bft.aggregation.admission.Contribution;
import bft.aggregation.admission.Refusal;
import bft.aggregation.admission.Refused;
import bft.aggregation.admission.Verdict;
import bft.server.admission.AdmissionChain;
import bft.server.admission.Answers;
import bft.server.admission.FiniteCheck;
import bft.server.metrics.JobListener;
import bft.server.metrics.RoundRecord;
import bft.server.metrics.TrustLedger;
import bft.server.metrics.WorkerReport;
import bft.server.optimiser.OptimiserState;
import bft.server.synchrony.Attendance;
import bft.server.synchrony.Round;
import bft.server.synchrony.Synchrony;
import bft.worker.client.Model;
import bft.worker.wire.JobState;
import bft.worker.wire.PushHeader;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The core of the server: one training job as a state machine. It has no thread, no clock and does
 * no I/O: events come in as calls on one thread, each with the time in nanoseconds, and what is to
 * happen goes out through {@link Effects}. The same class serves real workers and simulated ones.
 *
 * <p>Round t collects gradients whose base is version t, one for each worker at most, and closes as
 * {@link Synchrony} says. Its rows, in ascending order of workers, go through the rule for as many
 * as are there and through the optimiser, and become version t + 1. A worker that is silent, late
 * or caught at a fault loses its vote of the round, and rounds do not wait for one that was silent
 * or late until it has been in time again ({@link Attendance}). With fewer than a quorum at the
 * deadline the job ends with a message: it never hangs.
 *
 * <p>Memory: n gradients, which the caller owns, the present version, the one to come, the last
 * aggregate and the optimiser's slots, d floats each.
 */
public final class Job {
    /** What no honest worker sends: evidence against the sender. */
    private static final Set<Refusal> FAULTS =
            EnumSet.of(
                    Refusal.MALFORMED,
                    Refusal.WRONG_DIMENSION,
                    Refusal.NON_FINITE,
                    Refusal.FUTURE_VERSION);

    private final JobSettings settings;
    private final Effects effects;
    private final List<JobListener> listeners;
    private final Failures failures;
    private final AdmissionFilter admission = new AdmissionChain(List.of(new FiniteCheck()));
    private final Answers answers;
    private final TrustLedger trust;
    private final Attendance attendance;
    private final Map<Refusal, Integer> refusals = new EnumMap<>(Refusal.class);

    private Model model;
    private OptimiserState optimiserState;
    private float[] previous = {};
    private Round round;
    private AggregationRule roundRule;
    private boolean begun;
    private boolean aggregating;
    private long closedNanos;
    private Optional<JobEnd> end = Optional.empty();

    /**
     * A job, to be begun with {@link #start}.
     *
     * @param initial the version to start from, frozen
     */
    public Job(JobSettings settings, Model initial, Effects effects, List<JobListener> listeners) {
        this.settings = settings;
        this.failures = new Failures(settings);
        this.effects = effects;
        this.listeners = List.copyOf(listeners);
        this.model = initial;
        this.optimiserState = settings.training().optimiser().init(dimension());
        this.answers = new Answers(settings.n());
        this.trust = new TrustLedger(settings.n());
        this.attendance = new Attendance(settings.n());
        this.roundRule = settings.rule();
    }

    /**
     * Opens the first round. Comes before every other event.
     *
     * @param now nanoseconds of any clock that does not go back
     */
    public void start(long now) {
        openRound(now, settings.deadlines().startNanos());
    }

    /** A worker has taken its seat. */
    public void connected(int worker, long now) {
        if (!attendance.arrive(worker)) {
            return;
        }
        tell(listener -> listener.connected(connectedWorkers()));
        if (!begun && connectedWorkers() >= settings.synchrony().quorum()) {
            begun = true;
            round.moveDeadline(now + settings.deadlines().roundNanos());
        }
        advance(now);
    }

    /** A worker has left its seat: rounds no longer wait for it. */
    public void disconnected(int worker, long now) {
        if (!attendance.depart(worker)) {
            return;
        }
        tell(listener -> listener.connected(connectedWorkers()));
        advance(now);
    }

    /**
     * Judges a push before any data has come: what is certain to be refused need not be read, and
     * what was answered before is answered alike.
     *
     * @return the answer; empty if it depends on the data
     */
    public Optional<Verdict> judge(int worker, PushHeader header, long now) {
        Optional<Verdict> given = answers.given(worker, header.sequence());
        if (given.isPresent()) {
            tell(listener -> listener.repeated(worker));
            return given;
        }
        return refusalOf(worker, header).map(refused -> refuse(worker, refused, now));
    }

    /**
     * Takes or refuses a gradient.
     *
     * @param contribution its gradient is the job's until {@link Effects#released}, which comes at
     *     once if it does not count
     * @param sequence number of the push, from 1
     */
    public Verdict push(Contribution contribution, long sequence, long now) {
        int worker = contribution.worker();
        float[] gradient = contribution.gradient();
        var header = new PushHeader(contribution.baseVersion(), sequence, gradient.length);
        Optional<Verdict> known = judge(worker, header, now);
        if (known.isPresent()) {
            effects.released(gradient);
            return known.get();
        }
        Verdict verdict = admission.judge(contribution, version -> model.parameters());
        answers.remember(worker, sequence, verdict);
        if (verdict instanceof Refused refused) {
            effects.released(gradient);
            return refuse(worker, refused, now);
        }
        round.vote(worker, gradient, now);
        tell(listener -> listener.accepted(worker));
        advance(now);
        return verdict;
    }

    /** A push of a worker was refused before it was whole, for its form or its slowness. */
    public void refused(int worker, Refused refused, long now) {
        refuse(worker, refused, now);
    }

    /** The time asked for by {@link Effects#wakeAt} has come; any other time does no harm. */
    public void tick(long now) {
        advance(now);
    }

    /** The work of the round that closed last is done. */
    public void aggregated(RoundResult result, long now) {
        releaseRows();
        if (end.isPresent()) {
            return;
        }
        if (FiniteCheck.firstNonFinite(result.parameters()) >= 0) {
            stop(failures.outOfRange(round, roundRule, result.norm()));
            return;
        }
        model = new Model(model.version() + 1, result.parameters());
        optimiserState = result.state();
        previous = result.aggregation().output();
        RoundRecord record = record(result, now);
        tell(listener -> listener.roundClosed(record));
        effects.published(model);
        openRound(now, settings.deadlines().roundNanos());
    }

    /** The work of the round that closed last has failed. */
    public void aggregationFailed(Throwable cause, long now) {
        releaseRows();
        stop("round " + round.number() + ": aggregation failed: " + cause);
    }

    /** Ends the job before its last version, unless it has ended. */
    public void stop(String reason) {
        if (end.isEmpty()) {
            finish(new JobEnd(JobState.FAILED, reason, model));
        }
    }

    /** The newest version. */
    public Model model() {
        return model;
    }

    /** d, the number of parameters. */
    public int dimension() {
        return model.parameters().length;
    }

    public JobState state() {
        return end.map(JobEnd::state).orElse(begun ? JobState.RUNNING : JobState.WAITING);
    }

    /** How the job ended; empty as long as it goes on. */
    public Optional<JobEnd> end() {
        return end;
    }

    /** How many workers have their seat. */
    public int connectedWorkers() {
        return attendance.present();
    }

    /** The workers held to be faulty, with the evidence in words. */
    public SortedMap<Integer, String> distrusted() {
        return trust.distrusted();
    }

    /** The highest sequence number of a worker's pushes, 0 before the first. */
    public long lastSequence(int worker) {
        return answers.lastSequence(worker);
    }

    private Optional<Refused> refusalOf(int worker, PushHeader header) {
        long base = header.baseVersion();
        long current = model.version();
        if (end.isPresent()) {
            return refused(Refusal.JOB_ENDED, "the job has ended at version " + current);
        }
        if (header.dimension() != dimension()) {
            return refused(
                    Refusal.WRONG_DIMENSION,
                    "gradient has " + header.dimension() + " values, the model " + dimension());
        }
        if (base > current) {
            return refused(
                    Refusal.FUTURE_VERSION, "base version " + base + ", the newest is " + current);
        }
        if (aggregating || !settings.synchrony().isFresh(base, current)) {
            return refused(
                    Refusal.STALE_VERSION,
                    "base version "
                            + base
                            + ", the round of version "
                            + current
                            + (aggregating ? " has closed" : " is open"));
        }
        if (answers.isPast(worker, header.sequence())) {
            return refused(
                    Refusal.DUPLICATE,
                    "sequence "
                            + header.sequence()
                            + " came after "
                            + answers.lastSequence(worker));
        }
        if (round.hasSpent(worker)) {
            return refused(
                    Refusal.DUPLICATE,
                    "worker " + worker + " has spent its vote of round " + round.number());
        }
        return Optional.empty();
    }

    private static Optional<Refused> refused(Refusal reason, String detail) {
        return Optional.of(new Refused(reason, detail));
    }

    private Verdict refuse(int worker, Refused refused, long now) {
        Refusal reason = refused.reason();
        refusals.merge(reason, 1, Integer::sum);
        tell(listener -> listener.refused(OptionalInt.of(worker), reason));
        boolean fault = FAULTS.contains(reason);
        if (fault) {
            trust.caught(worker, reason.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        }
        boolean costsTheVote = fault || reason == Refusal.TOO_SLOW;
        if (costsTheVote && isCollecting() && !round.hasSpent(worker)) {
            if (fault) {
                round.forfeit(worker);
            } else {
                round.giveUp(worker);
            }
            advance(now);
        }
        return refused;
    }

    private boolean isCollecting() {
        return end.isEmpty() && round != null && !aggregating;
    }

    private void openRound(long now, long deadlineNanos) {
        if (model.version() >= settings.training().rounds()) {
            finish(new JobEnd(JobState.FINISHED, "", model));
            return;
        }
        aggregating = false;
        Synchrony synchrony = settings.synchrony();
        round =
                new Round(
                        model.version(),
                        settings.n(),
                        synchrony.quorum(),
                        now,
                        now + deadlineNanos);
        advance(now);
    }

    private void advance(long now) {
        if (!isCollecting()) {
            return;
        }
        if (settings.synchrony().shouldClose(round, attendance.isAwaitedBy(round), now)) {
            close(now);
        } else if (round.reachable() < settings.synchrony().quorum()) {
            stop(failures.outOfReach(round, refusals));
        } else if (now - round.deadlineNanos() >= 0) {
            stop(
                    begun
                            ? failures.tooFewGradients(round, refusals)
                            : failures.tooFewWorkers(connectedWorkers()));
        } else {
            boolean quorum = round.hasQuorum();
            effects.wakeAt(quorum ? settings.synchrony().closesAt(round) : round.deadlineNanos());
        }
    }

    private void close(long now) {
        aggregating = true;
        closedNanos = now;
        begun = true;
        attendance.closed(round);
        int present = round.votes();
        roundRule = settings.rule().forInputs(present, settings.n() - present);
        var context = new RoundContext(round.number(), previous, settings.training().seed());
        var step =
                new RoundWork.Step(
                        model.parameters(), settings.training().optimiser(), optimiserState);
        effects.aggregate(new RoundWork(roundRule, round.rows(), context, step));
    }

    private void releaseRows() {
        for (float[] row : round.rows()) {
            effects.released(row);
        }
    }

    private RoundRecord record(RoundResult result, long now) {
        List<WorkerReport> reports = new ArrayList<>();
        List<Integer> voters = round.voters();
        for (RowReport row : result.aggregation().rows()) {
            reports.add(WorkerReport.of(voters.get(row.row()), row));
        }
        trust.roundClosed(reports, result.norm());
        var counted = new TreeMap<>(refusals);
        refusals.clear();
        return new RoundRecord(
                round.number(),
                model.version(),
                roundRule.f(),
                reports,
                counted,
                trust.distrusted(),
                result.norm(),
                closedNanos - round.openedNanos(),
                now - closedNanos);
    }

    private void finish(JobEnd how) {
        boolean collecting = isCollecting();
        end = Optional.of(how);
        if (collecting) {
            releaseRows();
        }
        effects.ended(how);
    }

    private void tell(Consumer<JobListener> event) {
        listeners.forEach(event);
    }
}
