package bft.server.core;

import bft.aggregation.admission.Contribution;
import bft.aggregation.state.Snapshot;
import bft.server.core.StepResult.Skipped;
import bft.server.membership.Change;
import bft.server.membership.Member;
import bft.server.metrics.Guarantee;
import bft.server.metrics.JobListener;
import bft.server.metrics.ReportedFigure;
import bft.server.metrics.Tolerance;
import bft.worker.client.Model;
import bft.worker.verdict.Accepted;
import bft.worker.verdict.Refusal;
import bft.worker.verdict.Refused;
import bft.worker.verdict.Verdict;
import bft.worker.wire.Figure;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The core of the server: one training job as a state machine. It has no thread, no clock and does
 * no I/O: events are calls on one thread, each with the time in nanoseconds, and turn one {@link
 * JobState} into the next; requests to the environment go out through {@link Effects}. The same
 * class serves real and simulated workers.
 *
 * <p>A {@link Collector} decides which gradients make a step; it collects them in rounds or accepts
 * them one by one. The rows of a step, in ascending order of workers if each has one, go through
 * the stages of a {@link Step}, and version t becomes version t + 1. Everything that costs O(d) is
 * {@link Work} for another thread, one at a time. Gradients that arrive meanwhile wait in order of
 * arrival, at most one per worker, so the result is the same as if work took no time. With too few
 * workers at the deadline the job ends with a message: it never hangs.
 *
 * <p>{@link #snapshot} takes the whole state at any event; a job that is {@linkplain #restored
 * restored} from it continues as if it had never stopped.
 *
 * <p>The file is long because it contains every transition of the state.
 *
 * <p>Memory, d floats each: n gradients in a round and n waiting ones, which the caller owns, the
 * current version, the next one, the last aggregate, the optimiser's slots before and after a step,
 * and what the collector keeps.
 */
public final class Job {
    /**
     * How many steps in a row may leave the range of float32 before training counts as diverged.
     */
    static final int MOST_STEPS_OUT_OF_RANGE = 10;

    private static final Refused ENDED = new Refused(Refusal.JOB_ENDED, "the job has ended");

    private final JobSettings settings;
    private final Effects effects;
    private final JobState state;
    private final Roster roster;
    private final Accounts accounts;
    private final PushChecks checks;
    private final Training training;
    private final HeldGradients gradients;

    /**
     * A job before its {@link #start}.
     *
     * @param initial the version to start from, frozen
     */
    public Job(JobSettings settings, Model initial, Effects effects, List<JobListener> listeners) {
        this(settings, JobState.initial(settings, initial), effects, listeners);
    }

    private Job(
            JobSettings settings, JobState state, Effects effects, List<JobListener> listeners) {
        this.settings = settings;
        this.state = state;
        this.effects = effects;
        this.checks = new PushChecks(state, settings.attempts());
        this.roster = new Roster(settings, state);
        this.accounts = new Accounts(state, settings, roster::tolerance, listeners);
        this.training = new Training(settings, state, accounts);
        this.gradients = new HeldGradients(state, effects, accounts.keepsGradients());
    }

    /**
     * The job of a snapshot, before its {@link #resume}. Its clock may differ: times are relative
     * to now.
     *
     * @param settings of the saved job
     * @param dimension d
     * @throws IllegalArgumentException naming the field of the snapshot that does not fit
     */
    public static Job restored(
            JobSettings settings,
            Snapshot snapshot,
            int dimension,
            Effects effects,
            List<JobListener> listeners,
            long now) {
        JobState state = JobState.of(snapshot, settings, dimension, now);
        return new Job(settings, state, effects, listeners);
    }

    /**
     * The whole state, at any event. Costs O(n); arrays of d floats are shared and never modified
     * afterwards; gradients among them are later {@linkplain Effects#released released} as not
     * reusable.
     */
    public Snapshot snapshot(long now) {
        gradients.share();
        return state.snapshot(now);
    }

    /**
     * Starts to accept gradients. Must come before every other event.
     *
     * @param now nanoseconds of any clock that does not go back
     */
    public void start(long now) {
        open(now, settings.deadlines().startNanos());
    }

    /**
     * Continues from a snapshot, and requests the interrupted work again. Must come before other
     * events.
     */
    public void resume(long now) {
        if (!state.started || state.end.isPresent()) {
            return;
        }
        requestAgain();
        proceed(now);
        advance(now);
    }

    /** Requests the work that a snapshot interrupted, and nothing else. Must come first. */
    public void requestAgain() {
        state.stepping.map(training::step).ifPresent(effects::compute);
        if (state.filtering) {
            filter(state.waiting.first());
        }
    }

    /**
     * Continues from a snapshot in another process, where no worker is connected yet: waits for
     * workers as at the start. A job that had reached its last version continues if it is now to
     * make more. Must come before other events.
     */
    public void restart(long now) {
        long closing = state.stepping.isPresent() ? 1 : 0;
        state.attendance.expectAll(state.model.version() + closing);
        state.begun = false;
        long startNanos = settings.deadlines().startNanos();
        if (!state.started || state.end.isPresent()) {
            state.end = Optional.empty();
            state.filtering = false;
            open(now, startNanos);
            proceed(now);
        } else {
            state.collector.moveDeadline(now + startNanos);
            resume(now);
        }
    }

    /**
     * Workers can get the newest version only now, because it had to be saved first: the round's
     * time restarts.
     */
    public void released(long now) {
        if (state.isCollecting() && state.begun) {
            state.collector.moveDeadline(now + settings.deadlines().roundNanos());
            advance(now);
        }
    }

    /** A worker has connected. */
    public void connected(int worker, long now) {
        if (!state.attendance.arrive(worker)) {
            return;
        }
        accounts.tell(listener -> listener.connected(connectedWorkers()));
        if (roster.joins(worker)) {
            gradients.release(changed(now));
        }
        if (!state.begun && roster.ready() >= quorumToBegin()) {
            state.begun = true;
            state.collector.moveDeadline(now + settings.deadlines().roundNanos());
        }
        state.collector.joined(worker);
        advanceWithMembers(now);
    }

    /** A worker says that it leaves, after it has disconnected: an elastic job has one less. */
    public void left(int worker, long now) {
        if (state.end.isEmpty() && roster.leaves(worker)) {
            gradients.release(changed(now));
            advanceWithMembers(now);
        }
    }

    /**
     * The operator changes the standing of a worker.
     *
     * @return why that is not possible, as text; empty if it is done
     */
    public Optional<String> change(int worker, Change change, long now) {
        if (state.end.isPresent()) {
            return Optional.of(ENDED.detail());
        }
        Optional<String> problem = roster.change(worker, change, now);
        if (problem.isEmpty()) {
            gradients.release(changed(now));
            advanceWithMembers(now);
        }
        return problem;
    }

    /** Adapts to other members; returns gradients that do not count any more. */
    private List<float[]> changed(long now) {
        training.forgetExcluded();
        return state.started ? state.collector.changed(roster.current(), now) : List.of();
    }

    private void advanceWithMembers(long now) {
        tellTolerance();
        advance(now);
        announceProgress();
    }

    private void tellTolerance() {
        Tolerance tolerance = roster.tolerance();
        accounts.tell(listener -> listener.tolerance(tolerance));
    }

    /** A worker has disconnected: rounds no longer wait for it. */
    public void disconnected(int worker, long now) {
        if (!state.attendance.depart(worker)) {
            return;
        }
        accounts.tell(listener -> listener.connected(connectedWorkers()));
        tellTolerance();
        advance(now);
    }

    /**
     * Whether a worker may get the newest version; not if its progress clock is too far ahead of
     * slower workers. {@link Effects#progressChanged} notifies when the answer may have changed.
     */
    public boolean mayStart(int worker) {
        return state.collector.mayStart(worker);
    }

    /**
     * A worker announces a push: a push that is certain to be refused need not be read, and one
     * that was answered before gets the same answer.
     *
     * @return the answer; empty if it depends on the data
     */
    public Optional<Verdict> announced(Announcement push, long now) {
        int worker = push.worker();
        Optional<Verdict> given = state.answers.given(worker, push.sequence());
        if (given.isPresent()) {
            accounts.tell(listener -> listener.repeated(worker));
            return given;
        }
        return checks.refusalOf(push).map(refused -> refuse(worker, refused, now));
    }

    /**
     * A gradient has arrived. {@link Effects#answered} returns the answer, at once or later.
     *
     * @param gradient belongs to the job, which does not modify it, until {@link Effects#released}
     * @param firstNonFinite index of the first NaN or infinity in it, -1 if there is none
     */
    public void pushed(Announcement push, float[] gradient, int firstNonFinite, long now) {
        int worker = push.worker();
        long sequence = push.sequence();
        gradients.arrived(gradient);
        Optional<Verdict> known = announced(push, now);
        if (known.isPresent()) {
            gradients.release(gradient);
            effects.answered(worker, sequence, known.get());
        } else if (state.waiting.holds(worker, sequence)) {
            gradients.release(gradient);
        } else {
            var contribution = new Contribution(worker, push.baseVersion(), gradient);
            accounts.announced(worker, push.figures());
            arrived(new PushQueue.Push(contribution, sequence), firstNonFinite, now);
        }
    }

    private void arrived(PushQueue.Push push, int firstNonFinite, long now) {
        if (firstNonFinite < 0 || settings.takesNonFinite()) {
            state.waiting.add(push);
            proceed(now);
            return;
        }
        int worker = push.worker();
        var refused =
                new Refused(
                        Refusal.NON_FINITE,
                        "value at %s is %s, must be finite"
                                .formatted(firstNonFinite, push.gradient()[firstNonFinite]));
        accounts.answered(push, refused, "");
        gradients.release(push.gradient());
        state.answers.remember(worker, push.sequence(), refused);
        effects.answered(worker, push.sequence(), refuse(worker, refused, now));
    }

    /** A push of a worker was refused before it was complete. */
    public void refused(int worker, Refused refused, long now) {
        refuse(worker, refused, now);
    }

    /**
     * A call of a worker makes no progress: a round no longer waits for it, but still accepts its
     * gradient in time.
     */
    public void slow(int worker, long now) {
        if (state.isCollecting()) {
            state.collector.slow(worker);
            advance(now);
        }
    }

    /** The time requested by {@link Effects#wakeAt} has come; calls at other times are harmless. */
    public void tick(long now) {
        advance(now);
    }

    /** The work requested last is done. */
    public void done(Work.Done done, long now) {
        if (done instanceof Filtered filtered) {
            filtered(filtered, now);
        } else {
            stepped((StepResult) done, now);
        }
    }

    /** The work requested last has failed in a way that no gradient can cause. */
    public void failed(Throwable cause, long now) {
        gradients.releaseKept();
        if (state.filtering) {
            state.filtering = false;
            gradients.release(state.waiting.next().gradient());
        }
        stop("version " + state.model.version() + ": internal error: " + cause);
    }

    /** Ends the job before its last version, unless it has ended. */
    public void stop(String reason) {
        if (state.end.isEmpty()) {
            finish(new JobEnd(false, reason, state.model));
        }
    }

    /** Whether work that was requested is not done yet. */
    public boolean isWorking() {
        return state.filtering || state.stepping.isPresent();
    }

    /** The newest version. */
    public Model model() {
        return state.model;
    }

    /** d, the number of parameters. */
    public int dimension() {
        return state.model.parameters().length;
    }

    /** Whether a quorum of workers has ever been connected. */
    public boolean hasBegun() {
        return state.begun;
    }

    /** The gradients that the job holds, each of which it will release. */
    public List<float[]> gradients() {
        return state.gradients();
    }

    /** How the job ended; empty while it runs. */
    public Optional<JobEnd> end() {
        return state.end;
    }

    /** How many workers are connected. */
    public int connectedWorkers() {
        return state.attendance.present();
    }

    /** What the job can promise now. */
    public Guarantee guarantee() {
        return accounts.guarantee();
    }

    /**
     * Workers that have one of the places of their owner, with the owner. The caller decides who
     * has one, and changes this; it is saved and restored with the job.
     */
    public SortedMap<Integer, String> places() {
        return state.places;
    }

    /** How many workers must join before the time of the first round runs. */
    public int quorumToBegin() {
        return roster.current().quorumToBegin();
    }

    /** What the operator is shown of a worker. */
    public Member member(int worker, long now) {
        return state.membership.member(worker, now);
    }

    /** Whether a worker is connected. */
    public boolean isConnected(int worker) {
        return state.attendance.isHere(worker);
    }

    /** Workers whose gradients do not count, each with the reason. */
    public SortedMap<Integer, String> excluded() {
        var excluded = new TreeMap<Integer, String>();
        for (int worker = 0; worker < settings.n(); worker++) {
            if (!state.membership.counts(worker)) {
                excluded.put(worker, state.membership.reason(worker));
            }
        }
        return excluded;
    }

    /** The workers counted as faulty, with a description of the evidence. */
    public SortedMap<Integer, String> distrusted() {
        return accounts.distrusted();
    }

    /** What workers said last of their own data and work; claims, not state of the job. */
    public SortedMap<Figure, ReportedFigure> reported() {
        return accounts.reported();
    }

    /**
     * Whether this push was answered by its data, so that a repetition would get the same answer.
     */
    public boolean remembers(int worker, long sequence) {
        return state.answers.given(worker, sequence).isPresent();
    }

    /** The highest sequence number of a worker's pushes, 0 before the first. */
    public long lastSequence(int worker) {
        return state.waiting.sequenceOf(worker).orElse(state.answers.lastSequence(worker));
    }

    private Verdict refuse(int worker, Refused refused, long now) {
        Refusal reason = refused.reason();
        accounts.refused(worker, reason);
        boolean isFault = Accounts.isFault(reason) && state.end.isEmpty();
        boolean isQuarantined = isFault && state.membership.fault(worker, reason, now);
        if (isFault && state.isCollecting()) {
            state.collector.faulty(worker);
        }
        if (isQuarantined) {
            gradients.release(changed(now));
            advanceWithMembers(now);
        } else if (isFault) {
            advance(now);
        }
        return refused;
    }

    /** Processes waiting pushes until one needs work on another thread. */
    private void proceed(long now) {
        while (state.isCollecting() && !state.waiting.isEmpty()) {
            PushQueue.Push push = state.waiting.first();
            Optional<Refused> refused = checks.refusalOf(push.announcement());
            if (refused.isPresent() || !filter(push)) {
                Verdict verdict =
                        refused.isPresent()
                                ? refused.get()
                                : state.collector.accept(push.contribution(), now);
                answerFirst(verdict, refused.isPresent(), "", now);
            }
        }
    }

    /** Requests the work of filtering a gradient; false if it needs none. */
    private boolean filter(PushQueue.Push push) {
        Optional<Filtering> filtering = state.collector.filtering(push.contribution());
        state.filtering = filtering.isPresent();
        filtering.ifPresent(effects::compute);
        return filtering.isPresent();
    }

    private void filtered(Filtered filtered, long now) {
        state.filtering = false;
        if (state.end.isPresent()) {
            gradients.release(state.waiting.next().gradient());
            return;
        }
        state.collector.filtered(filtered, now);
        answerFirst(filtered.verdict(), false, filtered.note(), now);
        proceed(now);
    }

    /**
     * Removes the first push of the queue and answers it.
     *
     * @param isUntimely whether it was refused without looking at its data; then the same push may
     *     come again
     * @param note what a filter measured
     */
    private void answerFirst(Verdict verdict, boolean isUntimely, String note, long now) {
        PushQueue.Push push = state.waiting.first();
        int worker = push.worker();
        accounts.answered(push, verdict, note);
        if (verdict instanceof Accepted accepted) {
            accounts.accepted(worker, state.model.version() - push.base(), accepted);
        } else {
            refuse(worker, (Refused) verdict, now);
        }
        state.waiting.next();
        if (!isUntimely) {
            state.answers.remember(worker, push.sequence(), verdict);
        }
        if (!(verdict instanceof Accepted) || !state.collector.keeps()) {
            gradients.release(push.gradient());
        }
        effects.answered(worker, push.sequence(), verdict);
        advance(now);
        announceProgress();
    }

    private void open(long now, long deadlineNanos) {
        state.stepping = Optional.empty();
        if (state.model.version() >= settings.training().rounds()) {
            finish(new JobEnd(true, "", state.model));
            return;
        }
        state.started = true;
        state.openedNanos = now;
        state.collector.open(state.model, now, now + deadlineNanos);
        advance(now);
        announceProgress();
    }

    private void advance(long now) {
        if (!state.isCollecting()) {
            return;
        }
        if (roster.readmitsDue(now)) {
            gradients.release(changed(now));
            tellTolerance();
        }
        state.stepping = state.collector.poll(now);
        if (state.stepping.isPresent()) {
            state.closedNanos = now;
            state.begun = true;
            state.collector.quorumAt().ifPresent(this::tellQuorum);
            effects.compute(training.step(state.stepping.get()));
            return;
        }
        Optional<String> failure = state.collector.failure(now, failures());
        if (failure.isPresent() && state.begun && settings.membership().waits()) {
            state.collector.moveDeadline(now + settings.deadlines().roundNanos());
            tellTolerance();
            Tolerance low = roster.tolerance();
            accounts.tell(listener -> listener.waits(low));
            failure = Optional.empty();
        }
        failure.ifPresentOrElse(
                this::stop,
                () -> effects.wakeAt(state.membership.earlier(state.collector.wakeAt())));
    }

    private void tellQuorum(long atNanos) {
        accounts.tell(listener -> listener.quorum(atNanos - state.openedNanos));
    }

    private void stepped(StepResult result, long now) {
        gradients.releaseKept();
        if (state.end.isPresent()) {
            return;
        }
        long version = state.model.version();
        training.take(result, now);
        tellTolerance();
        effects.published(state.model);
        if (state.stepsOutOfRange == MOST_STEPS_OUT_OF_RANGE) {
            String problem = ((Skipped) result).problem();
            stop(failures().diverged(version, MOST_STEPS_OUT_OF_RANGE, problem));
            return;
        }
        open(now, settings.deadlines().roundNanos());
        proceed(now);
    }

    private Failures failures() {
        return new Failures(roster.current(), state.begun, connectedWorkers(), accounts::refusals);
    }

    private void finish(JobEnd how) {
        state.end = Optional.of(how);
        try {
            for (PushQueue.Push push : state.waiting.all()) {
                effects.answered(push.worker(), push.sequence(), ENDED);
            }
            gradients.releaseUnused();
        } finally {
            effects.ended(how);
        }
    }

    private void announceProgress() {
        if (state.end.isEmpty() && settings.synchrony().boundsClockGap()) {
            effects.progressChanged();
        }
    }
}
