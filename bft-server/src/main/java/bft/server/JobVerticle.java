package bft.server;

import bft.server.checkpoint.StateDirectory;
import bft.server.config.Endpoints;
import bft.server.config.Protection;
import bft.server.config.ServerConfig;
import bft.server.core.StepTools;
import bft.server.metrics.JobListener;
import bft.server.page.LivePage;
import bft.server.page.RecentRounds;
import bft.server.runtime.LoopWatch;
import bft.server.runtime.ServerClock;
import bft.server.web.AdminServer;
import bft.server.wire.PushPullService;
import bft.server.wire.Traffic;
import bft.server.wire.WorkerPort;
import bft.worker.client.Model;
import io.prometheus.client.CollectorRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A server's job with its two ports, for workers and for the operator. */
final class JobVerticle extends VerticleBase implements AdminServer.Source {
    private final ServerConfig config;
    private final Optional<StateDirectory> state;
    private final List<JobListener> listeners;
    private final RecentRounds recent;
    private final CollectorRegistry registry;
    private final ServerClock clock = ServerClock.system();
    private LoopWatch watch;
    private JobRunner runner;
    private PushPullService service;
    private CredentialWatch credentials;
    private WorkerPort workers;
    private HttpServer admin;

    JobVerticle(
            ServerConfig config,
            Optional<StateDirectory> state,
            List<JobListener> listeners,
            RecentRounds recent,
            CollectorRegistry registry) {
        this.config = config;
        this.state = state;
        this.listeners = listeners;
        this.recent = recent;
        this.registry = registry;
    }

    /** The job accepts events before the ports listen. */
    @Override
    public Future<?> start() {
        runner = new JobRunner(config, state, listeners, registry, clock);
        watch = new LoopWatch(clock, registry, runner::end);
        watch.start();
        service =
                new PushPullService(
                        runner,
                        runner.thread(),
                        config.authenticator(),
                        config.wire(),
                        runner.rows());
        new PortMetrics(service, runner.rows()).register(registry);
        runner.start(service);
        credentials =
                new CredentialWatch(
                        config,
                        service,
                        new CredentialWatch.Ports(
                                options -> workers.update(options),
                                options -> admin.updateSSLOptions(options)),
                        registry);
        Endpoints endpoints = config.endpoints();
        Protection protection = endpoints.protection();
        int pages = config.wire().limits().connections().pages();
        var page = new LivePage(vertx, recent, this::state, pages);
        return new AdminServer(vertx, registry, this, protection.token(), page::answer)
                .listen(endpoints.adminHost(), endpoints.adminPort(), protection.operator())
                .recover(e -> Future.failedFuture(endpoints.adminPortLost(e)))
                .onSuccess(listening -> admin = listening)
                .compose(
                        listening ->
                                WorkerPort.listen(
                                                service,
                                                watch::add,
                                                new WorkerPort.Place(
                                                        endpoints.host(),
                                                        endpoints.port(),
                                                        config.wire().eventLoops(),
                                                        protection.workers()))
                                        .recover(
                                                e ->
                                                        Future.failedFuture(
                                                                endpoints.workersPortLost(e))))
                .onSuccess(
                        listening -> {
                            workers = listening;
                            credentials.start();
                        });
    }

    /** The health of the job, and of the files that say who may call. */
    @Override
    public Future<AdminServer.Health> health() {
        return runner.health().map(job -> job.with("credentials", credentials.health()));
    }

    /** What the live page shows of the job, and where its workers are. */
    private Future<JsonObject> state() {
        return runner.state()
                .map(job -> job.put("traffic", traffic(service.traffic())).put("stages", stages()));
    }

    /** Seconds that each stage of all steps has taken. */
    private JsonObject stages() {
        var stages = new JsonObject();
        String[] label = {"stage"};
        for (StepTools.Stage stage : StepTools.Stage.values()) {
            String name = stage.name().toLowerCase(Locale.ROOT);
            stages.put(
                    name,
                    registry.getSampleValue("bft_step_seconds_sum", label, new String[] {name}));
        }
        return stages;
    }

    private static JsonArray traffic(Traffic traffic) {
        var workers = new JsonArray();
        for (int worker = 0; worker < traffic.workers(); worker++) {
            workers.add(
                    new JsonArray()
                            .add(traffic.addressOf(worker).orElse(""))
                            .add(traffic.pushed().of(worker))
                            .add(traffic.pulled().of(worker)));
        }
        return workers;
    }

    @Override
    public Future<JsonArray> members() {
        return runner.members();
    }

    @Override
    public Future<Optional<String>> change(String who, String change) {
        return runner.change(who, change);
    }

    @Override
    public Future<?> stop() {
        credentials.close();
        service.close();
        return workers.close()
                .compose(done -> admin.close())
                .onComplete(
                        done -> {
                            watch.close();
                            runner.close();
                        });
    }

    /** The last version, once it is written and the workers are notified. */
    Future<Model> finished() {
        return runner.finished();
    }

    /** How many intermediate models could not be written; from any thread. */
    long modelsLost() {
        return runner.modelsLost();
    }

    /** Which part of an ended job is not on disk, and why. */
    Optional<String> unsaved() {
        return runner.unsaved();
    }

    /** Ends the server; a saved job can continue in another. From any thread. */
    void suspend(String reason) {
        runner.suspend(reason);
    }

    /** Ends the job; from any thread. */
    void end(String reason) {
        runner.end(reason);
    }

    int port() {
        return workers.port();
    }

    int adminPort() {
        return admin.actualPort();
    }
}
