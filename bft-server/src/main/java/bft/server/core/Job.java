package bft.server.core;

import bft.aggregation.RoundContext;
import bft.aggregation.admission.Accepted;
import bft.aggregation.admission.Contribution;
import bft.aggregation.admission.Refusal;
import bft.aggregation.admission.Refused;
import bft.aggregation.admission.Verdict;
import bft.aggregation.admission.bundle.Bundle;
import bft.server.metrics.JobListener;
import bft.server.metrics.RoundRecord;
import bft.server.optimiser.OptimiserState;
import bft.server.synchrony.Attendance;
import bft.worker.client.Model;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;

/**
 * The core of the server: one training job as a state machine. It has no thread, no clock and does
 * no I/O: events come in as calls on one thread, each with the time in nanoseconds, and what is to
 * happen goes out through {@link Effects}. The same class serves real workers and simulated ones.
 *
 * <p>What gradients make a step is the business of an {@link Intake}, which collects them in rounds
 * or takes them one by one. The rows of a step, in ascending order of workers if each has one, go
 * through the rule and through the optimiser, and version t becomes version t + 1. Where stale
 * gradients are welcome, those that come while a step is being computed wait in order of arrival
 * and are judged after it, one a worker at most: it is all as if steps took no time. With too few
 * workers at the deadline the job ends with a message: it never hangs.
 *
 * <p>Memory, d floats each: n gradients in a round and n that wait, which the caller owns, the
 * present version, the one to come, the last aggregate, the optimiser's slots, and what the intake
 * keeps.
 */
public final class Job {
    private final JobSettings settings;
    private final Effects effects;
    private final Bookkeeping books;
    private final Attendance attendance;
    private final Intake intake;
    private final Waiting waiting = new Waiting();
    private final Answers answers;

    private Model model;
    private OptimiserState optimiserState;
    private float[] previous = {};
    private Optional<Batch> stepping = Optional.empty();
    private boolean started;
    private boolean begun;
    private long openedNanos;
    private long closedNanos;
    private Optional<JobEnd> end = Optional.empty();

    /**
     * A job, to be begun with {@link #start}.
     *
     * @param initial the version to start from, frozen
     */
    public Job(JobSettings settings, Model initial, Effects effects, List<JobListener> listeners) {
        this.settings = settings;
        this.effects = effects;
        this.books = new Bookkeeping(settings.n(), settings.f(), listeners);
        this.model = initial;
        this.optimiserState = settings.training().optimiser().init(dimension());
        this.answers = new Answers(settings.n());
        this.attendance = new Attendance(settings.n());
        this.intake =
                settings.synchrony().isAsynchronous()
                        ? new StreamIntake(settings)
                        : new RoundIntake(settings, attendance);
    }

    /**
     * Takes gradients from now on. Comes before every other event.
     *
     * @param now nanoseconds of any clock that does not go back
     */
    public void start(long now) {
        open(now, settings.deadlines().startNanos());
    }

    /** A worker has taken its seat. */
    public void connected(int worker, long now) {
        if (!attendance.arrive(worker)) {
            return;
        }
        books.tell(listener -> listener.connected(connectedWorkers()));
        if (!begun && connectedWorkers() >= settings.quorum()) {
            begun = true;
            intake.moveDeadline(now + settings.deadlines().roundNanos());
        }
        intake.joined(worker);
        advance(now);
        tellLeads();
    }

    /** A worker has left its seat: rounds no longer wait for it. */
    public void disconnected(int worker, long now) {
        if (!attendance.depart(worker)) {
            return;
        }
        books.tell(listener -> listener.connected(connectedWorkers()));
        advance(now);
    }

    /**
     * Whether a worker may be given the newest version to compute at; not if it is too far ahead of
     * slower workers. {@link Effects#leadsChanged} tells when to ask again.
     */
    public boolean mayStart(int worker) {
        return intake.mayStart(worker);
    }

    /**
     * Judges a push before any data has come: what is certain to be refused need not be read, and
     * what was answered before is answered alike.
     *
     * @return the answer; empty if it depends on the data
     */
    public Optional<Verdict> announced(Announcement push, long now) {
        int worker = push.worker();
        Optional<Verdict> given = answers.given(worker, push.sequence());
        if (given.isPresent()) {
            books.tell(listener -> listener.repeated(worker));
            return given;
        }
        return refusalOf(push).map(refused -> refuse(worker, refused, now));
    }

    /**
     * Takes or refuses a gradient.
     *
     * @param gradient is the job's until {@link Effects#released}, which comes at once if it does
     *     not count; a round that dampens it modifies it
     * @param firstNonFinite index of the first NaN or infinity in it, -1 if there is none
     * @return the answer; empty if it comes by {@link Effects#answered}, because a step is being
     *     computed that the gradient has to wait for
     */
    public Optional<Verdict> pushed(
            Announcement announced, float[] gradient, int firstNonFinite, long now) {
        int worker = announced.worker();
        var contribution = new Contribution(worker, announced.baseVersion(), gradient);
        var push = new Waiting.Push(contribution, announced.sequence());
        Optional<Verdict> known = announced(announced, now);
        if (known.isPresent() || waiting.holds(worker, announced.sequence())) {
            effects.released(gradient);
            return known;
        }
        if (firstNonFinite >= 0 && !settings.takesNonFinite()) {
            var refused =
                    new Refused(
                            Refusal.NON_FINITE,
                            "value at %d is %s, finite ones count"
                                    .formatted(firstNonFinite, gradient[firstNonFinite]));
            answers.remember(worker, announced.sequence(), refused);
            effects.released(gradient);
            return Optional.of(refuse(worker, refused, now));
        }
        if (stepping.isPresent()) {
            waiting.add(push);
            return Optional.empty();
        }
        return Optional.of(take(push, now));
    }

    /** A push of a worker was refused before it was whole, for its form or its slowness. */
    public void refused(int worker, Refused refused, long now) {
        refuse(worker, refused, now);
    }

    /**
     * A call of a worker stands still: a round no longer waits for it, and takes its gradient all
     * the same if it comes in time.
     */
    public void slow(int worker, long now) {
        if (isCollecting()) {
            intake.caught(worker, false);
            advance(now);
        }
    }

    /** The time asked for by {@link Effects#wakeAt} has come; any other time does no harm. */
    public void tick(long now) {
        advance(now);
    }

    /** The work of the step that was due last is done. */
    public void aggregated(RoundResult result, long now) {
        releaseKept();
        if (end.isPresent()) {
            return;
        }
        if (FiniteCheck.firstNonFinite(result.parameters()) >= 0) {
            String rule = stepping.orElseThrow().bundle().rule().toString();
            stop(failures().outOfRange(model.version(), rule, result.norm()));
            return;
        }
        RoundRecord record =
                books.record(
                        model.version(),
                        stepping.orElseThrow(),
                        result,
                        closedNanos - openedNanos,
                        now - closedNanos);
        model = new Model(model.version() + 1, result.parameters());
        optimiserState = result.state();
        previous = result.aggregation().output();
        books.tell(listener -> listener.roundClosed(record));
        books.tell(listener -> listener.published(model));
        effects.published(model);
        open(now, settings.deadlines().roundNanos());
        takeWaiting(now);
    }

    /** The work of the step that was due last has failed. */
    public void aggregationFailed(Throwable cause, long now) {
        releaseKept();
        stop("round " + model.version() + ": aggregation failed: " + cause);
    }

    /** Ends the job before its last version, unless it has ended. */
    public void stop(String reason) {
        if (end.isEmpty()) {
            finish(new JobEnd(false, reason, model));
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

    /** Whether a quorum of workers has ever been there. */
    public boolean hasBegun() {
        return begun;
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
        return books.distrusted();
    }

    /** The highest sequence number of a worker's pushes, 0 before the first. */
    public long lastSequence(int worker) {
        return waiting.sequenceOf(worker).orElse(answers.lastSequence(worker));
    }

    private Optional<Refused> refusalOf(Announcement push) {
        int worker = push.worker();
        long base = push.baseVersion();
        long current = model.version();
        OptionalLong waits = waiting.sequenceOf(worker);
        if (end.isPresent()) {
            return refused(Refusal.JOB_ENDED, "the job has ended at version " + current);
        }
        if (waits.isPresent() && waits.getAsLong() != push.sequence()) {
            return refused(
                    Refusal.TOO_MANY_STREAMS, "push " + waits.getAsLong() + " is to be judged yet");
        }
        if (push.dimension() != dimension()) {
            return refused(
                    Refusal.WRONG_DIMENSION,
                    "gradient has " + push.dimension() + " values, the model " + dimension());
        }
        if (base > current) {
            return refused(
                    Refusal.FUTURE_VERSION, "base version " + base + ", the newest is " + current);
        }
        return intake.untimely(worker, base)
                .or(() -> isPast(worker, push.sequence()))
                .or(() -> intake.spent(worker));
    }

    private Optional<Refused> isPast(int worker, long sequence) {
        long last = answers.lastSequence(worker);
        return answers.isPast(worker, sequence)
                ? refused(Refusal.DUPLICATE, "sequence " + sequence + " came after " + last)
                : Optional.empty();
    }

    private static Optional<Refused> refused(Refusal reason, String detail) {
        return Optional.of(new Refused(reason, detail));
    }

    private Verdict refuse(int worker, Refused refused, long now) {
        Refusal reason = refused.reason();
        books.refused(worker, reason);
        boolean fault = Bookkeeping.isFault(reason);
        if ((fault || reason == Refusal.TOO_SLOW) && isCollecting()) {
            intake.caught(worker, fault);
            advance(now);
        }
        return refused;
    }

    /** Has a gradient judged that is timely, finite and nobody's second. */
    private Verdict take(Waiting.Push push, long now) {
        Contribution contribution = push.contribution();
        int worker = contribution.worker();
        Verdict verdict = intake.take(contribution, now);
        answers.remember(worker, push.sequence(), verdict);
        if (verdict instanceof Accepted accepted) {
            books.accepted(worker, model.version() - contribution.baseVersion(), accepted);
        } else {
            refuse(worker, (Refused) verdict, now);
        }
        if (!intake.keeps()) {
            effects.released(contribution.gradient());
        }
        advance(now);
        tellLeads();
        return verdict;
    }

    /** Judges what has waited for the step, until there is another. */
    private void takeWaiting(long now) {
        while (!waiting.isEmpty() && isCollecting()) {
            Waiting.Push push = waiting.next();
            Optional<Verdict> refused = announced(push.announcement(), now);
            refused.ifPresent(verdict -> effects.released(push.gradient()));
            Verdict verdict = refused.orElseGet(() -> take(push, now));
            effects.answered(push.worker(), push.sequence(), verdict);
        }
    }

    private boolean isCollecting() {
        return started && end.isEmpty() && stepping.isEmpty();
    }

    private void open(long now, long deadlineNanos) {
        if (model.version() >= settings.training().rounds()) {
            finish(new JobEnd(true, "", model));
            return;
        }
        started = true;
        stepping = Optional.empty();
        openedNanos = now;
        intake.open(model, now, now + deadlineNanos);
        advance(now);
        tellLeads();
    }

    private void advance(long now) {
        if (!isCollecting()) {
            return;
        }
        stepping = intake.poll(now);
        if (stepping.isPresent()) {
            step(stepping.get().bundle(), now);
            return;
        }
        intake.failure(now, failures())
                .ifPresentOrElse(this::stop, () -> effects.wakeAt(intake.wakeAt()));
    }

    private void step(Bundle bundle, long now) {
        closedNanos = now;
        begun = true;
        Training training = settings.training();
        var context = new RoundContext(model.version(), previous, training.seed());
        var step = new RoundWork.Step(model.parameters(), training.optimiser(), optimiserState);
        effects.aggregate(new RoundWork(bundle, context, step));
    }

    private void releaseKept() {
        intake.empty().forEach(effects::released);
    }

    private Failures failures() {
        return new Failures(settings, begun, connectedWorkers(), books::refusals);
    }

    private void finish(JobEnd how) {
        boolean collecting = isCollecting();
        end = Optional.of(how);
        if (collecting) {
            releaseKept();
        }
        while (!waiting.isEmpty()) {
            Waiting.Push push = waiting.next();
            effects.released(push.gradient());
            var verdict = new Refused(Refusal.JOB_ENDED, "the job has ended");
            effects.answered(push.worker(), push.sequence(), verdict);
        }
        effects.ended(how);
    }

    private void tellLeads() {
        if (end.isEmpty() && settings.synchrony().boundsLead()) {
            effects.leadsChanged();
        }
    }
}
