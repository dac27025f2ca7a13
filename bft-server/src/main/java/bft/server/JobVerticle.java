package bft.server;

import bft.server.config.Endpoints;
import bft.server.config.ServerConfig;
import bft.server.metrics.JobListener;
import bft.server.web.AdminServer;
import bft.server.wire.PushPullService;
import bft.worker.client.Model;
import bft.worker.wire.Protocol;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Gauge;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.grpc.server.GrpcProtocol;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.GrpcServerOptions;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The ports of a server: the workers' and the operator's, on one Vert.x context with the job. */
final class JobVerticle extends VerticleBase {
    private static final int STREAMS_PER_CONNECTION = 8;
    private static final Set<GrpcProtocol> WEB_PROTOCOLS =
            EnumSet.complementOf(EnumSet.of(GrpcProtocol.HTTP_2));

    private final ServerConfig config;
    private final List<JobListener> listeners;
    private final CollectorRegistry registry;
    private JobRunner runner;
    private PushPullService service;
    private HttpServer server;
    private HttpServer admin;

    JobVerticle(ServerConfig config, List<JobListener> listeners, CollectorRegistry registry) {
        this.config = config;
        this.listeners = listeners;
        this.registry = registry;
    }

    /** The job takes events before the ports listen. */
    @Override
    public Future<?> start() {
        runner =
                new JobRunner(
                        vertx,
                        config,
                        listeners,
                        event -> context.runOnContext(run -> event.run()));
        registerRows();
        service =
                new PushPullService(
                        vertx, runner, config.authenticator(), config.limits(), runner.rows());
        runner.start(service);
        Endpoints endpoints = config.endpoints();
        return new AdminServer(vertx, registry, () -> Future.succeededFuture(runner.health()))
                .listen(endpoints.adminHost(), endpoints.adminPort())
                .recover(e -> Future.failedFuture(endpoints.adminPortLost(e)))
                .onSuccess(listening -> admin = listening)
                .compose(
                        listening ->
                                vertx.createHttpServer(httpOptions())
                                        .connectionHandler(service::connected)
                                        .requestHandler(
                                                service.bind(
                                                        GrpcServer.server(vertx, grpcOptions())))
                                        .listen(endpoints.port(), endpoints.host())
                                        .recover(
                                                e ->
                                                        Future.failedFuture(
                                                                endpoints.workersPortLost(e))))
                .onSuccess(listening -> server = listening);
    }

    private void registerRows() {
        Gauge.build("bft_rows_in_use", "Gradients on their way in, in the round, or waiting.")
                .create()
                .setChild(
                        new Gauge.Child() {
                            @Override
                            public double get() {
                                return runner.rows().inUse();
                            }
                        })
                .register(registry);
    }

    @Override
    public Future<?> stop() {
        Future<?> closed = runner.close();
        service.close();
        return closed.compose(done -> server.close()).compose(done -> admin.close());
    }

    /** The last version, once it is written and the workers have heard of it. */
    Future<Model> finished() {
        return runner.finished();
    }

    /** Models on the way that were due and could not be written; from any thread. */
    long modelsLost() {
        return runner.modelsLost();
    }

    /** Ends the job; from any thread. */
    void end(String reason) {
        runner.end(reason);
    }

    int port() {
        return server.actualPort();
    }

    int adminPort() {
        return admin.actualPort();
    }

    private static GrpcServerOptions grpcOptions() {
        var options =
                new GrpcServerOptions()
                        .setMaxMessageSize(Protocol.MAX_MESSAGE_BYTES)
                        .setScheduleDeadlineAutomatically(false);
        WEB_PROTOCOLS.forEach(options::removeEnabledProtocol);
        return options;
    }

    private HttpServerOptions httpOptions() {
        var settings =
                new Http2Settings()
                        .setInitialWindowSize(Protocol.STREAM_WINDOW_BYTES)
                        .setMaxConcurrentStreams(STREAMS_PER_CONNECTION);
        return new HttpServerOptions()
                .setInitialSettings(settings)
                .setHttp2ConnectionWindowSize(Protocol.CONNECTION_WINDOW_BYTES);
    }
}
