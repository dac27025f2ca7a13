package bft.worker.client;

import bft.worker.codec.Codecs;
import bft.worker.codec.GradientCodec;
import bft.worker.verdict.Accepted;
import bft.worker.verdict.Refusal;
import bft.worker.wire.Chunks;
import bft.worker.wire.Contract;
import bft.worker.wire.Frame;
import bft.worker.wire.FrameSender;
import bft.worker.wire.JobPhase;
import bft.worker.wire.JoinRequest;
import bft.worker.wire.MalformedMessageException;
import bft.worker.wire.Messages;
import bft.worker.wire.Protocol;
import bft.worker.wire.PullHeader;
import bft.worker.wire.PullRequest;
import bft.worker.wire.PushHeader;
import bft.worker.wire.Refusals;
import bft.worker.wire.ServerStatus;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.GrpcServerRequest;
import io.vertx.grpc.server.GrpcServerResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A server over real sockets that keeps the contract until a test tells it not to. */
public final class FakeServer implements AutoCloseable {

    /** Answers a call. */
    public interface Call extends Handler<GrpcServerRequest<Buffer, Buffer>> {}

    /** A push as it arrived. */
    public record Pushed(PushHeader header, float[] gradient) {}

    public final List<String> tokens = new CopyOnWriteArrayList<>();

    /** How often the contract was asked for without a slot. */
    public final AtomicInteger looks = new AtomicInteger();

    public final List<Long> instances = new CopyOnWriteArrayList<>();
    public final List<String> authorities = new CopyOnWriteArrayList<>();
    public final List<PullRequest> pulls = new CopyOnWriteArrayList<>();
    public final List<Pushed> pushes = new CopyOnWriteArrayList<>();
    public final List<String> leaves = new CopyOnWriteArrayList<>();

    public volatile Call join = this::answerJoin;
    public volatile Call pull = this::answerPull;
    public volatile Call push = request -> receive(request, () -> answerPush(request));
    public volatile Contract contract;
    public volatile long version;
    public volatile float[] parameters;
    public volatile JobPhase state = JobPhase.RUNNING;
    public volatile OptionalDouble rate = OptionalDouble.empty();

    private final Vertx vertx;
    private final String host;
    private HttpServer http;

    public FakeServer(Vertx vertx, Contract contract, float[] parameters) {
        this(vertx, contract, parameters, "127.0.0.1");
    }

    public FakeServer(Vertx vertx, Contract contract, float[] parameters, String host) {
        this.vertx = vertx;
        this.host = host;
        this.contract = contract;
        this.parameters = parameters;
        start(0);
    }

    public SocketAddress address() {
        return SocketAddress.inetSocketAddress(http.actualPort(), host);
    }

    public int joins() {
        return tokens.size();
    }

    /** Drops all connections and listens again at the same port. */
    public void restart() {
        int port = http.actualPort();
        close();
        start(port);
    }

    void start(int port) {
        GrpcServer grpc = GrpcServer.server(vertx);
        grpc.callHandler(
                Protocol.JOIN,
                request ->
                        request.last()
                                .onSuccess(
                                        message -> {
                                            asked(request, read(() -> Messages.readJoin(message)));
                                            join.handle(request);
                                        }));
        grpc.callHandler(Protocol.PULL, request -> pull.handle(request));
        grpc.callHandler(Protocol.PUSH, request -> push.handle(request));
        grpc.callHandler(
                Protocol.STATUS,
                request -> request.last().onSuccess(message -> answerStatus(request)));
        grpc.callHandler(
                Protocol.LEAVE,
                request ->
                        request.last()
                                .onSuccess(
                                        message -> {
                                            leaves.add(read(() -> Messages.readLeave(message)));
                                            request.response().end(Messages.empty());
                                        }));
        http = join(listen(grpc, port, 500));
    }

    private void asked(GrpcServerRequest<Buffer, Buffer> request, JoinRequest asked) {
        if (asked.contractOnly()) {
            looks.incrementAndGet();
        } else {
            tokens.add(String.valueOf(request.headers().get(Protocol.AUTHORIZATION)));
            instances.add(asked.instance());
        }
    }

    /** The system may still hold a port whose server has just closed. */
    private Future<HttpServer> listen(GrpcServer grpc, int port, int attempts) {
        HttpServerOptions options =
                new HttpServerOptions()
                        .setInitialSettings(
                                new Http2Settings()
                                        .setInitialWindowSize(Protocol.STREAM_WINDOW_BYTES))
                        .setHttp2ConnectionWindowSize(Protocol.CONNECTION_WINDOW_BYTES);
        return vertx.createHttpServer(options)
                .requestHandler(
                        request -> {
                            authorities.add(String.valueOf(request.authority()));
                            grpc.handle(request);
                        })
                .listen(port, host)
                .recover(
                        taken ->
                                attempts == 0
                                        ? Future.failedFuture(taken)
                                        : vertx.timer(10)
                                                .compose(
                                                        fired -> listen(grpc, port, attempts - 1)));
    }

    private static <T> T join(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    @Override
    public void close() {
        join(http.close());
    }

    public void answerJoin(GrpcServerRequest<Buffer, Buffer> request) {
        request.response().end(Messages.encode(contract));
    }

    public void answerPull(GrpcServerRequest<Buffer, Buffer> request) {
        request.last()
                .onSuccess(
                        message -> {
                            PullRequest pulled = read(() -> Messages.readPullRequest(message));
                            pulls.add(pulled);
                            sendModel(request, pulled.newerThan());
                        });
    }

    void sendModel(GrpcServerRequest<Buffer, Buffer> request, long newerThan) {
        GrpcServerResponse<Buffer, Buffer> response = request.response();
        response.write(header(version, parameters.length));
        if (version <= newerThan) {
            response.end();
            return;
        }
        int size = Codecs.FLOAT32.maxCoordinates(contract.transfer().chunkBytes());
        int count = (parameters.length + size - 1) / size;
        FrameSender.send(response, count, i -> response.write(chunk(i * size, size)))
                .onSuccess(sent -> response.end());
    }

    private Buffer chunk(int from, int size) {
        int to = Math.min(from + size, parameters.length);
        return Chunks.encode(Codecs.FLOAT32, parameters, from, to);
    }

    private void answerStatus(GrpcServerRequest<Buffer, Buffer> request) {
        ServerStatus status =
                new ServerStatus(
                        contract.job(),
                        state,
                        version,
                        contract.finalVersion(),
                        contract.n(),
                        contract.f(),
                        joins(),
                        new TreeMap<>(Map.of(2, "distance 5.9 x the median")),
                        "",
                        Optional.empty());
        request.response().end(Messages.encode(status));
    }

    /** What the header says of the codec of the model. */
    int codec = Codecs.FLOAT32.number();

    Buffer header(long version, int dimension) {
        return Messages.encode(new PullHeader(version, dimension, state, "because", rate, codec));
    }

    /** Reads a push to its end. */
    public void receive(GrpcServerRequest<Buffer, Buffer> request, Runnable then) {
        Pushed[] pushed = new Pushed[1];
        GradientCodec[] codec = new GradientCodec[1];
        int[] due = {0};
        request.handler(
                message -> {
                    Frame frame = read(() -> Frame.parse(message));
                    if (pushed[0] == null) {
                        PushHeader header = read(() -> Messages.readPushHeader(frame));
                        pushed[0] = new Pushed(header, new float[header.dimension()]);
                        codec[0] = Codecs.numbered(header.codec(), Codecs.ALL).orElseThrow();
                    } else {
                        float[] row = pushed[0].gradient();
                        due[0] = read(() -> Chunks.decode(frame, codec[0], row, due[0])).to();
                    }
                });
        request.endHandler(
                ended -> {
                    pushes.add(pushed[0]);
                    then.run();
                });
    }

    public void answerPush(GrpcServerRequest<Buffer, Buffer> request) {
        request.response().end(Messages.encode(new Accepted(1)));
    }

    public static void refuse(
            GrpcServerRequest<Buffer, Buffer> request, Refusal reason, String message) {
        request.response().trailers().set(Protocol.REASON, reason.name());
        fail(request, Refusals.status(reason), message);
    }

    static void fail(GrpcServerRequest<Buffer, Buffer> request, GrpcStatus status, String message) {
        request.response().status(status).statusMessage(message).end();
    }

    private interface Reading<T> {
        T read() throws MalformedMessageException;
    }

    private static <T> T read(Reading<T> reading) {
        try {
            return reading.read();
        } catch (MalformedMessageException e) {
            throw new AssertionError(e);
        }
    }
}
