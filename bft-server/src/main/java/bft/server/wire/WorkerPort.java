package bft.server.wire;

import bft.server.tls.ServerTls;
import bft.server.wire.ConnectionCounts.Event;
import bft.worker.wire.Protocol;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.ServerSSLOptions;
import io.vertx.grpc.server.GrpcProtocol;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.GrpcServerOptions;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * The port for workers, with its own event loops, so that no load on it stops the operator's port
 * or the job's clock. Connections are assigned to the loops in turn.
 */
public final class WorkerPort {
    private static final Set<GrpcProtocol> WEB_PROTOCOLS =
            EnumSet.complementOf(EnumSet.of(GrpcProtocol.HTTP_2));

    /** The actual port, the same for all loops. */
    private static final int ANY_SHARED_PORT = -1;

    private final Vertx vertx;
    private final AtomicInteger port = new AtomicInteger();
    private final List<HttpServer> servers = new CopyOnWriteArrayList<>();

    /**
     * Where and how to listen.
     *
     * @param port 0 for a free one
     * @param tls empty for plain text
     */
    public record Place(String host, int port, int eventLoops, Optional<ServerTls> tls) {
        int shared() {
            return port == 0 ? ANY_SHARED_PORT : port;
        }
    }

    private WorkerPort(Vertx vertx) {
        this.vertx = vertx;
    }

    /**
     * Listens.
     *
     * @param onLoop receives the context of each event loop
     * @return fails if the port cannot be opened; then nothing stays open
     */
    public static Future<WorkerPort> listen(
            PushPullService service, Consumer<Context> onLoop, Place place) {
        // Off the caller's context: Vert.x warns if an instance is created on the context of
        // another.
        Promise<WorkerPort> listening = Promise.promise();
        Runnable make =
                () -> {
                    try {
                        open(service, onLoop, place, listening);
                    } catch (RuntimeException e) {
                        listening.fail(e);
                    }
                };
        new Thread(make, "bft-port").start();
        return listening.future();
    }

    private static void open(
            PushPullService service,
            Consumer<Context> onLoop,
            Place place,
            Promise<WorkerPort> listening) {
        var loops =
                Vertx.builder()
                        .with(vertxOptions(loops(service, place)))
                        .withTransport(new GuardedTransport(service.guard().new AtTheDoor()))
                        .build();
        var opened = new WorkerPort(loops);
        var instances = new DeploymentOptions().setInstances(place.eventLoops());
        openForDatagrams(service, loops, place)
                .compose(
                        first ->
                                loops.deployVerticle(
                                        () -> opened.new Loop(service, onLoop, place), instances))
                .onComplete(
                        deployed -> listening.complete(opened),
                        error -> loops.close().onComplete(closed -> listening.fail(error)));
    }

    /** The instance assigns loops in turn, so the port for datagrams has one of its own. */
    private static Future<?> openForDatagrams(PushPullService service, Vertx loops, Place place) {
        return service.datagrams().isEmpty()
                ? Future.succeededFuture()
                : loops.deployVerticle(
                        new VerticleBase() {
                            @Override
                            public Future<?> start() {
                                return service.datagrams()
                                        .get()
                                        .listen(vertx, place.host(), place.port());
                            }
                        });
    }

    public int port() {
        return port.get();
    }

    /** Makes new connections use another certificate; the others stay. */
    public Future<?> update(ServerSSLOptions tls) {
        return Future.join(servers.stream().map(each -> each.updateSSLOptions(tls)).toList());
    }

    /** Closes the port and every connection. */
    public Future<Void> close() {
        return vertx.close();
    }

    private static int loops(PushPullService service, Place place) {
        return place.eventLoops() + (service.datagrams().isPresent() ? 1 : 0);
    }

    private static VertxOptions vertxOptions(int eventLoops) {
        var files =
                new FileSystemOptions()
                        .setFileCachingEnabled(false)
                        .setClassPathResolvingEnabled(false);
        return new VertxOptions()
                .setEventLoopPoolSize(eventLoops)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1)
                .setFileSystemOptions(files);
    }

    private static GrpcServerOptions grpcOptions() {
        var options =
                new GrpcServerOptions()
                        .setMaxMessageSize(Protocol.MAX_MESSAGE_BYTES)
                        .setScheduleDeadlineAutomatically(false);
        WEB_PROTOCOLS.forEach(options::removeEnabledProtocol);
        return options;
    }

    private static HttpServerOptions httpOptions(int backlog, HttpLimits limits) {
        var settings =
                new Http2Settings()
                        .setInitialWindowSize(Protocol.STREAM_WINDOW_BYTES)
                        .setMaxConcurrentStreams(limits.streams());
        return new HttpServerOptions()
                .setAcceptBacklog(backlog)
                .setInitialSettings(settings)
                .setHttp2RstFloodMaxRstFramePerWindow(limits.resets())
                .setHttp2RstFloodWindowDuration(HttpLimits.WINDOW_SECONDS)
                .setHttp2RstFloodWindowDurationTimeUnit(TimeUnit.SECONDS)
                .setHttp2ConnectionWindowSize(Protocol.CONNECTION_WINDOW_BYTES);
    }

    /** One event loop. */
    private final class Loop extends VerticleBase {
        private final PushPullService service;
        private final Consumer<Context> onLoop;
        private final Place place;

        Loop(PushPullService service, Consumer<Context> onLoop, Place place) {
            this.service = service;
            this.onLoop = onLoop;
            this.place = place;
        }

        @Override
        public Future<?> start() {
            onLoop.accept(context);
            HttpServerOptions options =
                    httpOptions(service.guard().places(), service.limits().http());
            place.tls().ifPresent(tls -> tls.applyTo(options));
            HttpServer server = vertx.createHttpServer(options);
            servers.add(server);
            return server.exceptionHandler(broken -> service.guard().counts().add(Event.BROKEN))
                    .connectionHandler(made -> service.connected(made, Vertx.currentContext()))
                    .requestHandler(service.bind(GrpcServer.server(vertx, grpcOptions())))
                    .listen(place.shared(), place.host())
                    .onSuccess(listening -> port.set(listening.actualPort()));
        }
    }
}
