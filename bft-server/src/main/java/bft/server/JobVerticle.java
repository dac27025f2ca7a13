package bft.server;

import bft.server.checkpoint.StateDirectory;
import bft.server.config.Endpoints;
import bft.server.config.Protection;
import bft.server.config.ServerConfig;
import bft.server.metrics.JobListener;
import bft.server.page.LivePage;
import bft.server.page.RecentRounds;
import bft.server.runtime.LoopWatch;
import bft.server.runtime.ServerClock;
import bft.server.web.AdminServer;
import bft.server.wire.PushPullService;
import bft.server.wire.WorkerPort;
import io.prometheus.client.CollectorRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import java.util.List;
import java.util.Optional;

/** A server's job with its two ports, for workers and for the operator. */
final class JobVerticle extends VerticleBase {
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
        var operator = new Operator(config, runner, credentials, service, registry);
        int pages = config.wire().limits().connections().pages();
        var page = new LivePage(vertx, recent, operator::state, pages);
        return new AdminServer(vertx, registry, operator, protection.token(), page::answer)
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

    JobRunner runner() {
        return runner;
    }

    int port() {
        return workers.port();
    }

    int adminPort() {
        return admin.actualPort();
    }
}
