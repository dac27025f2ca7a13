package bft.server;

import bft.aggregation.state.Snapshot;
import bft.server.checkpoint.CheckpointMetrics;
import bft.server.checkpoint.DurableOutbox;
import bft.server.checkpoint.Outbox;
import bft.server.checkpoint.StateDirectory;
import bft.server.config.ServerConfig;
import bft.server.core.Announcement;
import bft.server.core.Effects;
import bft.server.core.Job;
import bft.server.core.JobEnd;
import bft.server.core.JobEvent;
import bft.server.core.JobEvent.Journal;
import bft.server.core.JobEvent.Kind;
import bft.server.core.Step;
import bft.server.core.Verdicts;
import bft.server.core.Work;
import bft.server.membership.Change;
import bft.server.metrics.JobListener;
import bft.server.model.PublishedModel;
import bft.server.optimiser.Schedule;
import bft.server.runtime.ComputePool;
import bft.server.runtime.EventThread;
import bft.server.runtime.ModelWriter;
import bft.server.session.Caller;
import bft.server.wire.JobPort;
import bft.server.wire.PushPullService;
import bft.server.wire.RowPool;
import bft.worker.client.Model;
import bft.worker.verdict.Refusal;
import bft.worker.verdict.Refused;
import bft.worker.verdict.Verdict;
import bft.worker.wire.Contract;
import bft.worker.wire.Incarnation;
import bft.worker.wire.JobPhase;
import bft.worker.wire.ServerStatus;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Histogram;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drives a {@link Job} on its thread: calls become events with the time of the clock; effects
 * become alarms, work for the compute pool, files, and answers to waiting callers.
 *
 * <p>The file is long because every event and every effect of the job passes through it.
 */
final class JobRunner implements JobPort, Effects, DurableOutbox.Host {
    private static final Logger LOG = LoggerFactory.getLogger(JobRunner.class);
    private static final Refused ENDED = new Refused(Refusal.JOB_ENDED, "the job has ended");
    private static final Refused BROKEN = new Refused(Refusal.JOB_ENDED, "internal error");

    private final ServerConfig config;
    private final List<JobListener> listeners;
    private final List<Journal> journals;
    private final LongSupplier clock;
    private final EventThread thread;
    private final Promise<Model> finished = Promise.promise();
    private final RowPool rows;
    private final ComputePool pool;
    private final ModelWriter models;
    private final Outbox outbox;
    private final Histogram tail;
    private final Incarnation incarnation;
    private final boolean isRestored;
    private final Job job;
    private Optional<JobEnd> end = Optional.empty();
    private boolean isSuspended;
    private long closedNanos;
    private PublishedModel newest;
    private PushPullService service;

    /**
     * @param state where the job is saved, and where it continues from if it was saved before
     * @param clock the time of the job's events
     */
    JobRunner(
            ServerConfig config,
            Optional<StateDirectory> state,
            List<JobListener> listeners,
            CollectorRegistry registry,
            LongSupplier clock) {
        this.config = config;
        this.listeners = listeners;
        this.journals =
                listeners.stream()
                        .filter(Journal.class::isInstance)
                        .map(Journal.class::cast)
                        .toList();
        this.clock = clock;
        this.thread = new EventThread(clock);
        this.rows = new RowPool(config.initial().parameters().length, config.gradientsHeld());
        this.models = new ModelWriter(config.output(), registry);
        this.pool = new ComputePool(config.threads(), registry);
        this.tail =
                Histogram.build(
                                "bft_round_tail_seconds",
                                "Time from the closing of a round until its version can be pulled.")
                        .exponentialBuckets(0.0001, 2, 18)
                        .register(registry);
        long limitMillis = config.job().deadlines().roundNanos() / 2_000_000 + 1;
        this.outbox =
                state.<Outbox>map(
                                directory ->
                                        new DurableOutbox(
                                                directory,
                                                this,
                                                new CheckpointMetrics(registry),
                                                limitMillis))
                        .orElse(Outbox.OPEN);
        long start = new SecureRandom().nextLong();
        this.incarnation = new Incarnation(state.map(StateDirectory::run).orElse(start), start);
        Optional<Snapshot> saved = state.flatMap(StateDirectory::take);
        this.isRestored = saved.isPresent();
        this.job =
                saved.map(this::restored)
                        .orElseGet(() -> new Job(config.job(), config.initial(), this, listeners));
        this.newest = new PublishedModel(job.model());
    }

    private Job restored(Snapshot saved) {
        int dimension = config.initial().parameters().length;
        Job restored = Job.restored(config.job(), saved, dimension, this, listeners, now());
        restored.gradients().forEach(rows::adopt);
        return restored;
    }

    /** Accepts events from now on, and answers through the service. */
    void start(PushPullService answering) {
        service = answering;
        execute(this::begin);
    }

    private void begin() {
        happen(JobEvent.of(isRestored ? Kind.RESTART : Kind.START));
        outbox.begin();
    }

    /** Runs the job's events. */
    EventThread thread() {
        return thread;
    }

    RowPool rows() {
        return rows;
    }

    /** Releases resources once the job has ended. */
    void close() {
        pool.close();
        models.close();
        outbox.close();
        thread.close();
    }

    /** The last version, once it is written and the workers are notified. */
    Future<Model> finished() {
        return finished.future();
    }

    /** How many intermediate models could not be written; from any thread. */
    long modelsLost() {
        return models.lost();
    }

    /** Ends the job; from any thread. */
    void end(String reason) {
        execute(() -> stop(reason));
    }

    /**
     * Ends the server, and the job with it if the job is not saved. A saved job can continue in
     * another server, so its workers are not notified of an end. From any thread.
     */
    void suspend(String reason) {
        Runnable stop =
                () -> {
                    isSuspended = outbox != Outbox.OPEN;
                    stop(reason);
                };
        execute(() -> job.end().ifPresentOrElse(over -> {}, () -> outbox.suspend(stop)));
    }

    /** Which part of an ended job is not on disk, and why. */
    Optional<String> unsaved() {
        return outbox.unsaved();
    }

    @Override
    public Snapshot snapshot(long savedMillis) {
        long now = now();
        long version = job.model().version();
        journals.forEach(journal -> journal.saved(version, savedMillis, now));
        return job.snapshot(now);
    }

    @Override
    public void execute(Runnable later) {
        thread.execute(() -> event(later));
    }

    @Override
    public void after(long millis, Runnable later) {
        thread.after(millis, () -> event(later));
    }

    @Override
    public void stop(String reason) {
        at(JobEvent.of(Kind.STOP, reason));
        job.stop(reason);
    }

    /** Answers a question of the operator on the job's thread. */
    <T> Future<T> ask(Function<JobReport, T> question) {
        Promise<T> answer = Promise.promise();
        execute(() -> answer.complete(question.apply(report())));
        return answer.future();
    }

    /** The operator changes the standing of a worker; the problem if that cannot be. */
    Optional<String> change(int worker, Change change) {
        long now = at(JobEvent.of(Kind.CHANGED, worker, change.name()));
        Optional<String> problem = job.change(worker, change, now);
        LOG.info(
                "the operator's command {} for worker {}: {}",
                change,
                worker,
                problem.orElseGet(() -> "done, the job " + job.guarantee().tolerance()));
        return problem;
    }

    private JobReport report() {
        return new JobReport(
                config, job, incarnation, newest.model().version(), end, outbox, listeners);
    }

    @Override
    public long now() {
        return clock.getAsLong();
    }

    /** The time of an event, of which the journals are told. */
    private long at(JobEvent event) {
        long now = now();
        journals.forEach(journal -> journal.happens(job, event, now));
        return now;
    }

    private void happens(JobEvent event) {
        event(() -> happen(event));
    }

    /** Not of work, whose results the recorded event does not have. */
    private void happen(JobEvent event) {
        event.happen(
                job,
                at(event),
                () -> {
                    throw new IllegalStateException("no event of work");
                });
    }

    /** An internal error ends the job with a message instead of letting it hang. */
    private <T> T event(Supplier<T> event, T otherwise) {
        try {
            return event.get();
        } catch (RuntimeException | Error e) {
            LOG.error("an internal error of the server ends the job", e);
            stop("internal error: " + e);
            return otherwise;
        }
    }

    private void event(Runnable event) {
        event(
                () -> {
                    event.run();
                    return true;
                },
                false);
    }

    @Override
    public Contract contract(Caller caller) {
        return report().contract(caller);
    }

    @Override
    public void connected(int worker) {
        happens(JobEvent.of(Kind.CONNECTED, worker));
    }

    @Override
    public void disconnected(int worker) {
        happens(JobEvent.of(Kind.DISCONNECTED, worker));
    }

    @Override
    public void left(int worker) {
        happens(JobEvent.of(Kind.LEFT, worker));
    }

    @Override
    public SortedMap<Integer, String> places() {
        return job.places();
    }

    @Override
    public Optional<Verdict> announced(Announcement push) {
        Optional<Verdict> known =
                event(() -> job.announced(push, at(JobEvent.announced(push))), Optional.of(BROKEN));
        // An answer that is not saved yet follows as usual when the gradient is sent again. A
        // suspended job answers nothing: what it would say is not true of the job that continues.
        return known.filter(
                verdict -> !isSuspended && !outbox.holds(push.worker(), push.sequence()));
    }

    @Override
    public void slow(int worker) {
        happens(JobEvent.of(Kind.SLOW, worker));
    }

    @Override
    public void pushed(Announcement push, float[] gradient, int firstNonFinite) {
        happens(JobEvent.pushed(push, gradient, firstNonFinite));
    }

    @Override
    public boolean mayStart(int worker) {
        return job.mayStart(worker);
    }

    @Override
    public void refused(OptionalInt worker, Refused refused) {
        if (worker.isPresent()) {
            happens(JobEvent.of(Kind.REFUSED, worker.getAsInt(), Verdicts.text(refused)));
        } else {
            listeners.forEach(listener -> listener.refused(worker, refused.reason()));
        }
    }

    @Override
    public PublishedModel newest() {
        return newest;
    }

    /** The schedule's rate at the version; skipped steps do not affect it. */
    @Override
    public OptionalDouble rate(long version) {
        Schedule schedule = config.job().training().optimiser().rate();
        return OptionalDouble.of(schedule.rateAt(Math.max(0, version)));
    }

    @Override
    public long maxStaleness() {
        return config.job().synchrony().maxStaleness();
    }

    @Override
    public ServerStatus status() {
        return report().status();
    }

    @Override
    public JobPhase phase() {
        return report().phase();
    }

    @Override
    public String message() {
        return report().message();
    }

    @Override
    public void compute(Work asked) {
        pool.run(
                asked,
                done -> execute(() -> job.done(done, at(JobEvent.of(Kind.DONE)))),
                error ->
                        execute(() -> job.failed(error, at(JobEvent.of(Kind.FAILED, "" + error)))));
        if (asked instanceof Step) {
            closedNanos = now();
            thread.execute(() -> service.roundClosed());
        }
    }

    @Override
    public void published(Model model) {
        outbox.published(model.version(), () -> announce(model));
    }

    private void announce(Model model) {
        newest = newest.followedBy(model);
        tail.observe((now() - closedNanos) / 1e9);
        thread.execute(() -> service.published());
        models.published(model);
        if (outbox != Outbox.OPEN) {
            execute(() -> happen(JobEvent.of(Kind.RELEASED)));
        }
    }

    @Override
    public void wakeAt(long nanos) {
        thread.wakeAt(nanos, () -> happens(JobEvent.of(Kind.TICK)));
    }

    @Override
    public void released(float[] gradient, boolean reusable) {
        rows.release(gradient, reusable);
    }

    @Override
    public void answered(int worker, long sequence, Verdict verdict) {
        if (job.remembers(worker, sequence)) {
            Runnable tell = () -> answer(worker, sequence, verdict);
            outbox.answered(worker, sequence, tell, () -> answer(worker, sequence, ENDED));
        } else {
            answer(worker, sequence, verdict);
        }
    }

    private void answer(int worker, long sequence, Verdict verdict) {
        if (isSuspended) {
            return;
        }
        thread.execute(() -> service.answered(worker, sequence, verdict));
    }

    @Override
    public void progressChanged() {
        thread.execute(() -> service.progressChanged());
    }

    @Override
    public void ended(JobEnd how) {
        outbox.ended(how.isFinished(), () -> end(how));
    }

    private void end(JobEnd how) {
        Promise<Void> told = Promise.promise();
        if (isSuspended) {
            told.complete();
        } else {
            end = Optional.of(how);
            thread.after(Math.max(1, config.drainMillis()), told::tryComplete);
            // After a restart workers may still reconnect, and should be notified, too.
            boolean waits = isRestored && job.connectedWorkers() < config.job().n();
            thread.execute(() -> service.ended(waits ? () -> {} : told::tryComplete));
        }
        Future.join(told.future(), models.last(how.model()))
                .onComplete(
                        done -> finish(how),
                        error -> finished.tryFail(new ModelNotWrittenException(how, error)));
    }

    private void finish(JobEnd how) {
        if (how.isFinished()) {
            finished.tryComplete(how.model());
        } else {
            finished.tryFail(new JobFailedException(how));
        }
    }
}
