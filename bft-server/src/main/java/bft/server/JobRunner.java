package bft.server;

import bft.aggregation.Aggregator;
import bft.aggregation.admission.Refusal;
import bft.aggregation.admission.Refused;
import bft.aggregation.admission.Verdict;
import bft.server.config.ServerConfig;
import bft.server.core.Announcement;
import bft.server.core.Effects;
import bft.server.core.Job;
import bft.server.core.JobEnd;
import bft.server.core.JobSettings;
import bft.server.core.RoundWork;
import bft.server.files.FileTrouble;
import bft.server.metrics.JobListener;
import bft.server.model.NpyFile;
import bft.server.model.PublishedModel;
import bft.server.session.Caller;
import bft.server.web.AdminServer;
import bft.server.wire.JobPort;
import bft.server.wire.PushPullService;
import bft.server.wire.RowPool;
import bft.worker.client.Model;
import bft.worker.wire.Contract;
import bft.worker.wire.JobPhase;
import bft.worker.wire.Protocol;
import bft.worker.wire.ServerStatus;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drives a {@link Job} on one thread: calls become events with the time of the clock, effects
 * become timers, work for the pool, and answers to those who wait.
 */
final class JobRunner implements JobPort, Effects {
    private static final Logger LOG = LoggerFactory.getLogger(JobRunner.class);
    private static final int NO_TIMER = -1;

    private static final Refused BROKEN = new Refused(Refusal.JOB_ENDED, "internal error");

    private final ServerConfig config;
    private final List<JobListener> listeners;
    private final Promise<Model> finished = Promise.promise();
    private final RowPool rows;
    private final Vertx vertx;
    private final Executor thread;
    private final WorkerExecutor worker;
    private final ExecutorService parts;
    private final Aggregator aggregator;
    private final Job job;
    private PublishedModel newest;
    private PushPullService service;
    private Future<Void> saving = Future.succeededFuture();
    private long timer = NO_TIMER;
    private volatile long modelsLost;

    /**
     * @param thread runs events of the job, one after the other
     */
    JobRunner(Vertx vertx, ServerConfig config, List<JobListener> listeners, Executor thread) {
        this.vertx = vertx;
        this.config = config;
        this.listeners = listeners;
        this.thread = thread;
        this.rows = new RowPool(config.initial().parameters().length, config.job().gradientsHeld());
        this.newest = new PublishedModel(config.initial());
        parts = Executors.newFixedThreadPool(config.threads(), JobRunner::daemon);
        aggregator = new Aggregator(parts, config.threads()).withDistances();
        worker = vertx.createSharedWorkerExecutor("bft-job-" + config.name(), 1, 1, TimeUnit.HOURS);
        job = new Job(config.job(), config.initial(), this, listeners);
    }

    /** Takes events from now on, and answers through the service. */
    void start(PushPullService answering) {
        service = answering;
        job.start(now());
    }

    RowPool rows() {
        return rows;
    }

    Future<?> close() {
        job.stop("the server was closed");
        parts.shutdown();
        return worker.close();
    }

    private static Thread daemon(Runnable part) {
        var thread = new Thread(part, "bft-aggregate");
        thread.setDaemon(true);
        return thread;
    }

    /** The last version, once it is written and the workers have heard of it. */
    Future<Model> finished() {
        return finished.future();
    }

    /** Models on the way that were due and could not be written; from any thread. */
    long modelsLost() {
        return modelsLost;
    }

    /** Ends the job; from any thread. */
    void end(String reason) {
        thread.execute(() -> job.stop(reason));
    }

    AdminServer.Health health() {
        ServerStatus status = status();
        var distrusted = new JsonObject();
        status.distrusted().forEach((seat, why) -> distrusted.put("" + seat, why));
        var details =
                new JsonObject()
                        .put("job", status.job())
                        .put("state", status.state().name())
                        .put("version", status.version())
                        .put("connected", status.connected())
                        .put("message", status.message())
                        .put("steps", config.job().howStepsAreMade())
                        .put("distrusted", distrusted);
        return new AdminServer.Health(status.state() != JobPhase.FAILED, details);
    }

    private static long now() {
        return System.nanoTime();
    }

    /** An error of ours ends the job with a message instead of leaving it to hang. */
    private <T> T event(Supplier<T> event, T otherwise) {
        try {
            return event.get();
        } catch (RuntimeException | Error e) {
            LOG.error("the job ends by an error of the server", e);
            job.stop("internal error: " + e);
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
        JobSettings settings = config.job();
        int seat = caller.isObserver() ? Contract.OBSERVER : caller.worker();
        return new Contract(
                config.name(),
                seat,
                settings.n(),
                settings.f(),
                job.dimension(),
                List.of(),
                Protocol.CHUNK_BYTES,
                settings.training().seed(),
                settings.training().rounds(),
                caller.isObserver() ? 0 : job.lastSequence(caller.worker()));
    }

    @Override
    public void connected(int seat) {
        event(() -> job.connected(seat, now()));
    }

    @Override
    public void disconnected(int seat) {
        event(() -> job.disconnected(seat, now()));
    }

    @Override
    public Optional<Verdict> announced(Announcement push) {
        return event(() -> job.announced(push, now()), Optional.of(BROKEN));
    }

    @Override
    public void slow(int seat) {
        event(() -> job.slow(seat, now()));
    }

    @Override
    public Optional<Verdict> pushed(Announcement push, float[] gradient, int firstNonFinite) {
        return event(() -> job.pushed(push, gradient, firstNonFinite, now()), Optional.of(BROKEN));
    }

    @Override
    public boolean mayStart(int seat) {
        return job.mayStart(seat);
    }

    @Override
    public void refused(OptionalInt seat, Refused refused) {
        if (seat.isPresent()) {
            event(() -> job.refused(seat.getAsInt(), refused, now()));
        } else {
            listeners.forEach(listener -> listener.refused(seat, refused.reason()));
        }
    }

    @Override
    public PublishedModel newest() {
        return newest;
    }

    @Override
    public long maxStaleness() {
        return config.job().synchrony().maxStaleness();
    }

    @Override
    public ServerStatus status() {
        JobSettings settings = config.job();
        return new ServerStatus(
                config.name(),
                phase(),
                job.model().version(),
                settings.training().rounds(),
                settings.n(),
                settings.f(),
                job.connectedWorkers(),
                job.distrusted(),
                message());
    }

    private JobPhase phase() {
        JobPhase open = job.hasBegun() ? JobPhase.RUNNING : JobPhase.WAITING;
        return job.end()
                .map(end -> end.isFinished() ? JobPhase.FINISHED : JobPhase.FAILED)
                .orElse(open);
    }

    private String message() {
        int quorum = config.job().quorum();
        return phase() == JobPhase.WAITING
                ? "%d of at least %d workers joined".formatted(job.connectedWorkers(), quorum)
                : job.end().map(JobEnd::message).orElse("");
    }

    @Override
    public void aggregate(RoundWork work) {
        worker.executeBlocking(() -> work.run(aggregator), false)
                .onComplete(
                        result -> event(() -> job.aggregated(result, now())),
                        error -> event(() -> job.aggregationFailed(error, now())));
        thread.execute(() -> service.roundClosed());
    }

    @Override
    public void published(Model model) {
        newest = new PublishedModel(model);
        thread.execute(() -> service.published());
        if (config.output().isDue(model.version()) && saving.isComplete()) {
            save(model).onFailure(e -> lost(model, e));
        }
    }

    @Override
    public void wakeAt(long nanos) {
        vertx.cancelTimer(timer);
        long millis = TimeUnit.NANOSECONDS.toMillis(nanos - now()) + 1;
        timer = vertx.setTimer(Math.max(1, millis), fired -> event(() -> job.tick(now())));
    }

    @Override
    public void released(float[] gradient) {
        rows.release(gradient);
    }

    @Override
    public void answered(int seat, long sequence, Verdict verdict) {
        thread.execute(() -> service.answered(seat, sequence, verdict));
    }

    @Override
    public void leadsChanged() {
        thread.execute(() -> service.leadsChanged());
    }

    @Override
    public void ended(JobEnd end) {
        vertx.cancelTimer(timer);
        Promise<Void> told = Promise.promise();
        vertx.setTimer(Math.max(1, config.drainMillis()), fired -> told.tryComplete());
        thread.execute(() -> service.ended(told::tryComplete));
        Future<Void> saved = saving.transform(any -> save(end.model()));
        Future.join(told.future(), saved)
                .onComplete(
                        done -> finish(end),
                        error -> finished.tryFail(new ModelNotWrittenException(end, error)));
    }

    private void lost(Model model, Throwable why) {
        modelsLost++;
        LOG.warn("model of version {} not written: {}", model.version(), FileTrouble.of(why));
    }

    private void finish(JobEnd end) {
        if (end.isFinished()) {
            finished.tryComplete(end.model());
        } else {
            finished.tryFail(new JobFailedException(end));
        }
    }

    private Future<Void> save(Model model) {
        Optional<Path> file = config.output().fileOf(model.version());
        if (file.isEmpty()) {
            return Future.succeededFuture();
        }
        saving =
                vertx.executeBlocking(
                        () -> {
                            NpyFile.write(file.get(), model.parameters());
                            return null;
                        },
                        false);
        return saving;
    }
}
