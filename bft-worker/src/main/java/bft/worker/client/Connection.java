package bft.worker.client;

import bft.worker.codec.Codecs;
import bft.worker.codec.GradientCodec;
import bft.worker.verdict.Accepted;
import bft.worker.verdict.Refusal;
import bft.worker.wire.Contract;
import bft.worker.wire.Datagram;
import bft.worker.wire.DatagramTerms;
import bft.worker.wire.Draws;
import bft.worker.wire.Flushes;
import bft.worker.wire.FrameSender;
import bft.worker.wire.JoinRequest;
import bft.worker.wire.MalformedMessageException;
import bft.worker.wire.MessageReader;
import bft.worker.wire.Messages;
import bft.worker.wire.Protocol;
import bft.worker.wire.PullRequest;
import bft.worker.wire.PushHeader;
import bft.worker.wire.ServerStatus;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.impl.HttpClientConnectionInternal;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.ServiceMethod;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One HTTP/2 connection and the calls on it, each tried once. A failed connection is closed and
 * replaced by a new one, so no call waits on a dead one.
 */
final class Connection {
    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
    private static final int MOST_UNHEARD = 3;

    private final Vertx vertx;
    private final SocketAddress server;
    private final Access access;
    private final long instance;
    private final ClientOptions options;
    private final HttpClient client;
    private Future<Contract> joined;
    private SocketAddress remote;
    private Optional<DatagramSender> datagrams = Optional.empty();

    /** Pushes in a row of which no datagram has come. */
    private int unheard;

    /** The newest model of this connection, if the next one may come as its changes. */
    private Optional<Model> held = Optional.empty();

    /**
     * @param instance of the client, the same on all its connections
     */
    Connection(
            Vertx vertx,
            SocketAddress server,
            Access access,
            long instance,
            ClientOptions options) {
        this.vertx = vertx;
        this.server = bracketed(server);
        this.access = access;
        this.instance = instance;
        this.options = options;
        this.client =
                vertx.httpClientBuilder()
                        .with(httpOptions(access, options))
                        .withConnectHandler(this::opened)
                        .build();
    }

    /**
     * Vert.x replaces a closed connection automatically; the new one has not joined. It tells of a
     * GOAWAY by the shutdown handler; for a handler of the frame itself it would copy the frame's
     * text into a direct buffer that nobody releases.
     */
    private void opened(HttpConnection connection) {
        remote = connection.remoteAddress();
        held = Optional.empty();
        connection
                .exceptionHandler(error -> joined = null)
                .shutdownHandler(goingAway -> joined = null)
                .closeHandler(closed -> joined = null);
        ((HttpClientConnectionInternal) connection)
                .channelHandlerContext()
                .pipeline()
                .addFirst(Flushes.together());
    }

    /** The contract of this connection, which the first call joins. */
    Future<Contract> joined() {
        if (joined == null || joined.failed()) {
            joined = join();
        }
        return joined;
    }

    /**
     * HTTP names the server by host and port, with an IPv6 address in brackets; Vert.x removes them
     * only to connect.
     */
    private static SocketAddress bracketed(SocketAddress server) {
        String host = server.host();
        return host == null || !host.contains(":") || host.startsWith("[")
                ? server
                : SocketAddress.inetSocketAddress(server.port(), "[" + host + "]");
    }

    private Future<Contract> join() {
        return contract(new JoinRequest(Protocol.VERSION, instance));
    }

    /** The contract, without registering the worker. */
    Future<Contract> contract() {
        return contract(new JoinRequest(Protocol.VERSION, instance, true));
    }

    private Future<Contract> contract(JoinRequest request) {
        return unary(Protocol.JOIN, Messages.encode(request), Messages::readContract)
                .compose(this::withinLimits);
    }

    Future<ModelReceiver.Answer> pull(Contract contract, long newerThan, int wait) {
        GradientCodec offered = contract.transfer().ofModels(options.pullCodec());
        boolean isDelta = offered.equals(Codecs.DELTA);
        Optional<Model> base = held.filter(model -> model.version() == newerThan);
        GradientCodec codec = isDelta && base.isEmpty() ? Codecs.FLOAT32 : offered;
        ModelReceiver receiver = new ModelReceiver(contract, newerThan, codec, base);
        ClientCall call =
                call(
                        (long) wait + options.waits().idleMillis(),
                        (long) wait + options.waits().transferMillis(),
                        receiver);
        Buffer message = Messages.encode(new PullRequest(newerThan, wait, codec.number()));
        return call.run(
                        open(Protocol.PULL),
                        access.token(),
                        request -> request.end(MessageReader.message(message)))
                .map(ended -> receiver.answer())
                .onSuccess(
                        answer ->
                                held = isDelta ? answer.model().or(() -> held) : Optional.empty());
    }

    Future<Accepted> push(Contract contract, PushHeader header, float[] gradient) {
        return sentAsDatagrams(contract, header, gradient)
                .compose(
                        sent ->
                                call(contract, sent, gradient)
                                        .onSuccess(accepted -> unheard = 0)
                                        .recover(
                                                error ->
                                                        isUnheard(sent, error)
                                                                ? call(contract, header, gradient)
                                                                : Future.failedFuture(error)));
    }

    /** Whether no datagram of a push has come, so that its data has to go the other way. */
    private boolean isUnheard(PushHeader sent, Throwable error) {
        boolean is =
                sent.asDatagrams()
                        && error instanceof CallException call
                        && call.reason().equals(Optional.of(Refusal.TOO_SLOW));
        unheard += is ? 1 : 0;
        if (is && unheard == MOST_UNHEARD) {
            LOG.warn(
                    "no datagram of the last {} gradients came to {}: this worker now sends them over gRPC",
                    MOST_UNHEARD,
                    server);
        }
        return is;
    }

    /**
     * Sends a gradient as datagrams if the server takes them and the codec fits.
     *
     * @return the header of the call that is still to be made
     */
    private Future<PushHeader> sentAsDatagrams(
            Contract contract, PushHeader header, float[] gradient) {
        Optional<DatagramTerms> terms =
                contract.transfer()
                        .datagrams()
                        .filter(offered -> offered.coordinates(options.codec()) > 0)
                        .filter(offered -> unheard < MOST_UNHEARD);
        if (terms.isEmpty()) {
            return Future.succeededFuture(header);
        }
        var writer =
                new Datagram.Writer(
                        contract.worker(),
                        terms.get(),
                        header,
                        options.codec(),
                        gradient,
                        seed(contract, header));
        return sender(terms.get()).send(writer).map(sent -> header.inDatagrams());
    }

    private DatagramSender sender(DatagramTerms terms) {
        if (datagrams.isEmpty()) {
            SocketAddress to =
                    options.datagramsTo()
                            .orElseGet(
                                    () ->
                                            SocketAddress.inetSocketAddress(
                                                    terms.port(), remote.hostAddress()));
            datagrams = Optional.of(new DatagramSender(vertx, to));
        }
        return datagrams.get();
    }

    private Future<Accepted> call(Contract contract, PushHeader header, float[] gradient) {
        Single<Accepted> answer = new Single<>(Messages::readAccepted);
        ClientCall call =
                call(options.waits().idleMillis(), options.waits().transferMillis(), answer);
        return call.run(
                        open(Protocol.PUSH),
                        access.token(),
                        request -> send(request, call, contract, header, gradient))
                .map(ended -> answer.value());
    }

    Future<Void> leave(String reason) {
        joined = null;
        return unary(Protocol.LEAVE, Messages.encodeLeave(reason), message -> message).mapEmpty();
    }

    Future<ServerStatus> status() {
        return unary(Protocol.STATUS, Messages.empty(), Messages::readStatus);
    }

    void close() {
        client.close();
        datagrams.ifPresent(DatagramSender::close);
    }

    private void send(
            HttpClientRequest request,
            ClientCall call,
            Contract contract,
            PushHeader header,
            float[] gradient) {
        request.write(MessageReader.message(Messages.encode(header)));
        if (header.asDatagrams()) {
            request.end();
            awaitVerdict(call);
            return;
        }
        int chunkBytes = contract.transfer().chunkBytes();
        long seed = seed(contract, header);
        FrameSender.send(request, options.codec(), chunkBytes, gradient, seed, call::isOpen)
                .onSuccess(
                        written -> {
                            request.end();
                            awaitVerdict(call);
                        })
                // An early answer ends the sending, and without a reset, which would count against
                // the connection.
                .onFailure(
                        stopped -> {
                            if (call.isAnswered()) {
                                request.end();
                            }
                        });
    }

    private void awaitVerdict(ClientCall call) {
        call.awaitAnswer(options.waits().pullMillis() + options.waits().idleMillis());
    }

    private static long seed(Contract contract, PushHeader header) {
        long draw = Draws.of(header.baseVersion(), header.attempt());
        return Codecs.seed(contract.seed(), contract.worker(), draw);
    }

    private <T> Future<T> unary(
            ServiceMethod<Buffer, Buffer> method, Buffer message, Reader<T> reader) {
        Single<T> answer = new Single<>(reader);
        return call(options.waits().idleMillis(), options.waits().idleMillis(), answer)
                .run(
                        open(method),
                        access.token(),
                        request -> request.end(MessageReader.message(message)))
                .map(ended -> answer.value());
    }

    private ClientCall call(long firstMillis, long totalMillis, ClientCall.Receiver receiver) {
        return new ClientCall(
                vertx,
                new ClientCall.Limits(firstMillis, options.waits().idleMillis(), totalMillis),
                receiver);
    }

    private Future<HttpClientRequest> open(ServiceMethod<Buffer, Buffer> method) {
        return client.request(
                new RequestOptions()
                        .setMethod(HttpMethod.POST)
                        .setServer(server)
                        .setURI(method.serviceName().pathOf(method.methodName())));
    }

    /** Limits that do not fit fail the join, before any training. */
    private Future<Contract> withinLimits(Contract contract) {
        if (contract.dimension() > options.maxDimension()) {
            return impossible(
                    "the model has %s parameters, this client allows %s"
                            .formatted(contract.dimension(), options.maxDimension()));
        }
        List<GradientCodec> taken = contract.transfer().codecs();
        if (!contract.isObserver() && !Codecs.understand(taken, options.codec())) {
            return impossible(
                    "this client sends gradients as %s, the server takes %s: choose another codec"
                            .formatted(options.codec().name(), Codecs.names(taken)));
        }
        int chunkBytes = contract.transfer().chunkBytes();
        if (options.codec().maxCoordinates(chunkBytes) < 1) {
            return impossible(
                    "frames of %s bytes are too short for codec %s"
                            .formatted(chunkBytes, options.codec().name()));
        }
        return Future.succeededFuture(contract);
    }

    private static Future<Contract> impossible(String why) {
        return Future.failedFuture(new CallException(GrpcStatus.FAILED_PRECONDITION, why));
    }

    private static HttpClientOptions httpOptions(Access access, ClientOptions options) {
        var http = new HttpClientOptions();
        access.tls().ifPresent(tls -> tls.applyTo(http));
        return http.setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false)
                .setInitialSettings(
                        new Http2Settings().setInitialWindowSize(Protocol.STREAM_WINDOW_BYTES))
                .setHttp2ConnectionWindowSize(Protocol.CONNECTION_WINDOW_BYTES)
                .setConnectTimeout(options.waits().connectMillis());
    }

    /** Decodes a message. */
    private interface Reader<T> {
        T read(Buffer message) throws MalformedMessageException;
    }

    /** The single message of a unary answer. */
    private static final class Single<T> implements ClientCall.Receiver {

        private final Reader<T> reader;
        private T value;

        Single(Reader<T> reader) {
            this.reader = reader;
        }

        @Override
        public void receive(Buffer message) throws MalformedMessageException {
            if (value != null) {
                throw new MalformedMessageException("a second message where one was expected");
            }
            value = reader.read(message);
        }

        T value() {
            if (value == null) {
                throw new CallException(
                        GrpcStatus.DATA_LOSS, "the server broke the contract: no message");
            }
            return value;
        }
    }
}
