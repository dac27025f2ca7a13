package bft.server;

import bft.aggregation.Aggregator;
import bft.server.config.ServerConfig;
import bft.server.core.Announcement;
import bft.server.core.Effects;
import bft.server.core.Job;
import bft.server.core.JobEnd;
import bft.server.core.JobSettings;
import bft.server.core.Step;
import bft.server.core.StepTools;
import bft.server.core.Work;
import bft.server.metrics.JobListener;
import bft.server.model.PublishedModel;
import bft.server.runtime.EventThread;
import bft.server.runtime.ModelWriter;
import bft.server.runtime.StageSeconds;
import bft.server.session.Caller;
import bft.server.web.AdminServer;
import bft.server.wire.JobPort;
import bft.server.wire.PushPullService;
import bft.server.wire.RowPool;
import bft.worker.client.Model;
import bft.worker.verdict.Refusal;
import bft.worker.verdict.Refused;
import bft.worker.verdict.Verdict;
import bft.worker.wire.Contract;
import bft.worker.wire.JobPhase;
import bft.worker.wire.Protocol;
import bft.worker.wire.ServerStatus;
import bft.worker.wire.Transfer;
import io.prometheus.client.CollectorRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drives a {@link Job} on its thread: calls become events with the time of the clock, effects
 * become alarms, work for the compute pool, files, and answers to those who wait.
 */
final class JobRunner implements JobPort, Effects {
    private static final Logger LOG = LoggerFactory.getLogger(JobRunner.class);
    private static final Refused BROKEN = new Refused(Refusal.JOB_ENDED, "internal error");

    private final ServerConfig config;
    private final List<JobListener> listeners;
    private final LongSupplier clock;
    private final EventThread thread;
    private final Promise<Model> finished = Promise.promise();
    private final RowPool rows;
    private final ExecutorService work = pool("bft-work", 1);
    private final ExecutorService parts;
    private final StepTools tools;
    private final ModelWriter models;
    private final Job job;
    private PublishedModel newest;
    private PushPullService service;

    /**
     * @param clock the time of the job's events
     */
    JobRunner(
            ServerConfig config,
            List<JobListener> listeners,
            CollectorRegistry registry,
            LongSupplier clock) {
        this.config = config;
        this.listeners = listeners;
        this.clock = clock;
        this.thread = new EventThread(clock);
        this.rows = new RowPool(config.initial().parameters().length, config.job().gradientsHeld());
        this.newest = new PublishedModel(config.initial());
        this.models = new ModelWriter(config.output(), registry);
        this.parts = pool("bft-aggregate", config.threads());
        this.tools =
                new StepTools(
                        new Aggregator(parts, config.threads()).withDistances(),
                        UnaryOperator.identity(),
                        new StageSeconds(registry));
        this.job = new Job(config.job(), config.initial(), this, listeners);
    }

    private static ExecutorService pool(String name, int threads) {
        var number = new AtomicInteger();
        return Executors.newFixedThreadPool(
                threads,
                part -> {
                    var daemon = new Thread(part, name + "-" + number.incrementAndGet());
                    daemon.setDaemon(true);
                    return daemon;
                });
    }

    /** Takes events from now on, and answers through the service. */
    void start(PushPullService answering) {
        service = answering;
        thread.execute(() -> event(() -> job.start(now())));
    }

    /** Runs the job's events. */
    EventThread thread() {
        return thread;
    }

    RowPool rows() {
        return rows;
    }

    /** Once the job has ended. */
    void close() {
        work.shutdown();
        parts.shutdown();
        models.close();
        thread.close();
    }

    /** The last version, once it is written and the workers have heard of it. */
    Future<Model> finished() {
        return finished.future();
    }

    /** Models on the way that were due and are not written; from any thread. */
    long modelsLost() {
        return models.lost();
    }

    /** Ends the job; from any thread. */
    void end(String reason) {
        thread.execute(() -> event(() -> job.stop(reason)));
    }

    /** How the job is; from any thread. */
    Future<AdminServer.Health> health() {
        Promise<AdminServer.Health> answer = Promise.promise();
        thread.execute(() -> event(() -> answer.complete(healthNow())));
        return answer.future();
    }

    private AdminServer.Health healthNow() {
        ServerStatus status = status();
        var distrusted = new JsonObject();
        status.distrusted().forEach((worker, why) -> distrusted.put("" + worker, why));
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

    @Override
    public long now() {
        return clock.getAsLong();
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
        return new Contract(
                config.name(),
                caller.isObserver() ? Contract.OBSERVER : caller.worker(),
                settings.n(),
                settings.f(),
                job.dimension(),
                List.of(),
                new Transfer(Protocol.CHUNK_BYTES, config.wire().codecs(), settings.attempts()),
                settings.training().seed(),
                settings.training().rounds(),
                caller.isObserver() ? 0 : job.lastSequence(caller.worker()));
    }

    @Override
    public void connected(int worker) {
        event(() -> job.connected(worker, now()));
    }

    @Override
    public void disconnected(int worker) {
        event(() -> job.disconnected(worker, now()));
    }

    @Override
    public Optional<Verdict> announced(Announcement push) {
        return event(() -> job.announced(push, now()), Optional.of(BROKEN));
    }

    @Override
    public void slow(int worker) {
        event(() -> job.slow(worker, now()));
    }

    @Override
    public void pushed(Announcement push, float[] gradient, int firstNonFinite) {
        event(() -> job.pushed(push, gradient, firstNonFinite, now()));
    }

    @Override
    public boolean mayStart(int worker) {
        return job.mayStart(worker);
    }

    @Override
    public void refused(OptionalInt worker, Refused refused) {
        if (worker.isPresent()) {
            event(() -> job.refused(worker.getAsInt(), refused, now()));
        } else {
            listeners.forEach(listener -> listener.refused(worker, refused.reason()));
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

    @Override
    public JobPhase phase() {
        JobPhase open = job.hasBegun() ? JobPhase.RUNNING : JobPhase.WAITING;
        return job.end()
                .map(end -> end.isFinished() ? JobPhase.FINISHED : JobPhase.FAILED)
                .orElse(open);
    }

    @Override
    public String message() {
        int quorum = config.job().quorum();
        return phase() == JobPhase.WAITING
                ? "%s of at least %s workers joined".formatted(job.connectedWorkers(), quorum)
                : job.end().map(JobEnd::message).orElse("");
    }

    @Override
    public void compute(Work asked) {
        work.execute(
                () -> {
                    try {
                        Work.Done done = asked.run(tools);
                        thread.execute(() -> event(() -> job.done(done, now())));
                    } catch (RuntimeException | Error e) {
                        LOG.error("the job ends by an error of the server", e);
                        thread.execute(() -> event(() -> job.failed(e, now())));
                    }
                });
        if (asked instanceof Step) {
            thread.execute(() -> service.roundClosed());
        }
    }

    @Override
    public void published(Model model) {
        newest = new PublishedModel(model);
        thread.execute(() -> service.published());
        models.published(model);
    }

    @Override
    public void wakeAt(long nanos) {
        thread.wakeAt(nanos, () -> event(() -> job.tick(now())));
    }

    @Override
    public void released(float[] gradient, boolean reusable) {
        rows.release(gradient, reusable);
    }

    @Override
    public void answered(int worker, long sequence, Verdict verdict) {
        thread.execute(() -> service.answered(worker, sequence, verdict));
    }

    @Override
    public void leadsChanged() {
        thread.execute(() -> service.leadsChanged());
    }

    @Override
    public void ended(JobEnd end) {
        Promise<Void> told = Promise.promise();
        thread.after(Math.max(1, config.drainMillis()), told::tryComplete);
        thread.execute(() -> service.ended(told::tryComplete));
        Future.join(told.future(), models.last(end.model()))
                .onComplete(
                        done -> finish(end),
                        error -> finished.tryFail(new ModelNotWrittenException(end, error)));
    }

    private void finish(JobEnd end) {
        if (end.isFinished()) {
            finished.tryComplete(end.model());
        } else {
            finished.tryFail(new JobFailedException(end));
        }
    }
}
