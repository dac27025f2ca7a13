package bft.server.wire;

import bft.server.lossy.DatagramReceiver;
import bft.server.lossy.LossyMode;
import bft.server.lossy.Rows;
import bft.server.session.Authenticator;
import bft.server.session.OwnerPlaces;
import bft.worker.verdict.Refusal;
import bft.worker.verdict.Refused;
import bft.worker.verdict.Verdict;
import bft.worker.wire.Contract;
import bft.worker.wire.JoinRequest;
import bft.worker.wire.MalformedMessageException;
import bft.worker.wire.Messages;
import bft.worker.wire.Protocol;
import bft.worker.wire.PullRequest;
import bft.worker.wire.ServerStatus;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.server.GrpcServer;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * The five calls. The token or the certificate identifies the caller; a worker is registered on its
 * newest connection only, has at most one push and one pull open, and calls at most as often as its
 * {@link Allowance} permits.
 *
 * <p>Bytes are read and written on the context of each connection, of which there may be several.
 * The job decides on its own thread, which handles a call once and a push twice. Its answers are
 * posted back to the context of the connection.
 */
public final class PushPullService {
    private static final byte[] PING = new byte[Long.BYTES];
    private static final int NO_WINDOW = -1;

    private final JobPort job;
    private final WireSettings settings;
    private final JobThread thread;
    private final ConnectionGuard guard;
    private final Connections connections;
    private final WorkerSlots slots;
    private final Gate gate;
    private final Pushes pushes;
    private final Pulls pulls;
    private final Traffic traffic;
    private final Optional<DatagramReceiver> datagrams;

    /**
     * @param thread runs the job's events one after the other, in order
     * @param rows where gradients are assembled
     */
    public PushPullService(
            JobPort job,
            Executor thread,
            Authenticator authenticator,
            WireSettings settings,
            RowPool rows) {
        this.job = job;
        this.settings = settings;
        this.thread = new JobThread(thread, settings.limits().http().streams());
        guard = new ConnectionGuard(settings.limits().connections());
        connections = new Connections(guard, settings.limits().connections().observers());
        var places = new OwnerPlaces(settings.ownerCap(), authenticator::owner, job::places);
        traffic = new Traffic(settings.codecs(), authenticator.workers());
        slots = new WorkerSlots(job, connections, settings.limits(), places, traffic);
        gate = new Gate(job, this.thread, authenticator, connections, slots, settings.limits());
        datagrams = settings.lossy().map(mode -> receiver(mode, rows));
        pushes = new Pushes(job, this.thread, gate, rows, traffic.pushed(), datagrams);
        pulls = new Pulls(job, gate, slots);
    }

    private DatagramReceiver receiver(LossyMode mode, RowPool rows) {
        var room = new Rows(rows.dimension(), rows::tryAcquire, row -> rows.release(row, true));
        return new DatagramReceiver(mode, traffic.workers(), settings.codecs(), room, job::now);
    }

    /**
     * Registers the calls with the server of an event loop; returns the handler for the requests of
     * its connections.
     */
    Handler<HttpServerRequest> bind(GrpcServer server) {
        var calls = new Calls(server);
        calls.unary(Protocol.JOIN, this::join);
        calls.unary(Protocol.PULL, this::pull);
        calls.unary(Protocol.LEAVE, this::leave);
        calls.unary(Protocol.STATUS, this::status);
        calls.add(Protocol.PUSH, this::push);
        return calls;
    }

    /** The calls of one event loop. Vert.x gRPC handles a request while it gets it, or never. */
    private final class Calls implements Handler<HttpServerRequest> {
        private final GrpcServer server;
        private HttpServerRequest current;

        Calls(GrpcServer server) {
            this.server = server;
        }

        void add(ServiceMethod<Buffer, Buffer> method, Gate.Handling handling) {
            server.callHandler(method, request -> gate.identify(current, request, handling));
        }

        void unary(ServiceMethod<Buffer, Buffer> method, Gate.Reading reading) {
            add(method, (peer, call) -> gate.readOne(peer, call, reading));
        }

        @Override
        public void handle(HttpServerRequest request) {
            current = request;
            server.handle(request);
        }
    }

    /**
     * A connection has been opened, without a caller yet. One that is not HTTP/2 cannot use gRPC
     * and is closed.
     *
     * @param context of the connection, on which this is called
     */
    void connected(HttpConnection connection, Context context) {
        var peer = new Peer(connection, context, Peer.shownBy(connection));
        if (connection.getWindowSize() == NO_WINDOW) {
            connection.exceptionHandler(error -> guard.broken(connection.remoteAddress(), error));
            guard.foreign(connection.remoteAddress());
            return;
        }
        limitFrames(peer);
        connections.add(peer);
        long interval = settings.limits().http().pingMillis();
        long timer = context.owner().setPeriodic(interval, tick -> ping(peer));
        connection.closeHandler(
                closed -> {
                    context.owner().cancelTimer(timer);
                    disconnected(peer);
                });
    }

    /**
     * Netty answers each ping, each change of settings and each frame of a call that does not
     * exist, whoever sends it. Strangers have as many errors as calls.
     */
    private void limitFrames(Peer peer) {
        HttpLimits limits = settings.limits().http();
        double perSecond = (double) limits.controlFrames() / HttpLimits.WINDOW_SECONDS;
        var frames = new TokenBucket(limits.controlFrames(), perSecond, job.now());
        var errors = new TokenBucket(limits.unauthenticatedCalls(), 0, job.now());
        Consumer<TokenBucket> take =
                bucket -> {
                    if (!bucket.take(job.now())) {
                        connections.closeFlooded(peer);
                    }
                };
        peer.connection.pingHandler(ping -> take.accept(frames));
        peer.connection.remoteSettingsHandler(changed -> take.accept(frames));
        peer.connection.exceptionHandler(
                error -> {
                    guard.broken(peer.connection.remoteAddress(), error);
                    take.accept(peer.caller.isPresent() ? frames : errors);
                });
    }

    /** Bounds connections before they have sent anything. */
    ConnectionGuard guard() {
        return guard;
    }

    WireLimits limits() {
        return settings.limits();
    }

    /** Counts of connections by outcome; from any thread. */
    public ConnectionCounts counts() {
        return guard.counts();
    }

    /** Counts of bytes, and the addresses of workers; from any thread. */
    public Traffic traffic() {
        return traffic;
    }

    /** Takes gradients as datagrams; empty if the job does not. */
    public Optional<DatagramReceiver> datagrams() {
        return datagrams;
    }

    /** Detects a connection whose other end has vanished. */
    private void ping(Peer peer) {
        if (peer.awaitsPong) {
            peer.drop();
            return;
        }
        peer.awaitsPong = true;
        peer.connection.ping(Buffer.buffer(PING)).onSuccess(pong -> peer.awaitsPong = false);
    }

    private void disconnected(Peer peer) {
        connections.remove(peer);
        peer.push.ifPresent(push -> push.call().lost());
        peer.pull.ifPresent(pull -> pull.call().lost());
        if (peer.caller.isPresent()) {
            thread.execute(
                    () -> {
                        pulls.lost(peer);
                        slots.lost(peer);
                    });
        }
    }

    /** A version has been published. On the job's thread, like all methods that follow. */
    public void published() {
        pulls.published();
    }

    /** Workers that were too far ahead may go on. */
    public void progressChanged() {
        pulls.sendDue();
    }

    /** A waiting push has been answered. */
    public void answered(int worker, long sequence, Verdict verdict) {
        pushes.answered(worker, sequence, verdict);
    }

    /** A round has closed: gradients that are still arriving for it are no longer needed. */
    public void roundClosed() {
        pushes.judgeAgain();
        datagrams.ifPresent(DatagramReceiver::roundClosed);
    }

    /**
     * The job has ended: notifies waiting callers.
     *
     * @param notified called when every registered worker has been notified or has disconnected;
     *     may be called again
     */
    public void ended(Runnable notified) {
        pushes.judgeAgain();
        pulls.published();
        slots.ended(notified);
    }

    /** Ends the connections of callers who may no longer call; from any thread. */
    public void dismissUnknown() {
        gate.dismissUnknown();
    }

    /** Ends every connection; from any thread. */
    public void close() {
        connections.everyone().forEach(Peer::drop);
    }

    private Runnable join(Peer peer, ServerCall call, Buffer message)
            throws MalformedMessageException {
        JoinRequest request = Messages.readJoin(message);
        int version = request.protocolVersion();
        if (version != Protocol.VERSION) {
            String detail =
                    "protocol version %s, this server supports %s"
                            .formatted(version, Protocol.VERSION);
            return () -> peer.run(() -> call.fail(GrpcStatus.UNIMPLEMENTED, detail));
        }
        return () -> join(peer, call, request);
    }

    private void join(Peer peer, ServerCall call, JoinRequest request) {
        Optional<Refused> refused =
                request.contractOnly() ? Optional.empty() : slots.join(peer, request.instance());
        if (refused.isPresent()) {
            gate.refuse(peer, call, refused.get());
        } else {
            Contract plain = job.contract(peer.caller.orElseThrow());
            boolean isRegistered = !request.contractOnly() && !peer.isObserver();
            Contract contract =
                    datagrams
                            .filter(receiver -> isRegistered)
                            .map(receiver -> plain.with(receiver.open(peer.worker())))
                            .orElse(plain);
            peer.run(() -> call.answer(Messages.encode(contract)));
        }
    }

    private Runnable leave(Peer peer, ServerCall call, Buffer message)
            throws MalformedMessageException {
        Messages.readLeave(message);
        return () -> {
            slots.deregister(peer);
            peer.run(() -> call.answer(Messages.empty()));
        };
    }

    private Runnable status(Peer peer, ServerCall call, Buffer message) {
        return () -> {
            ServerStatus status = job.status();
            peer.run(() -> call.answer(Messages.encode(status)));
        };
    }

    private Runnable pull(Peer peer, ServerCall call, Buffer message)
            throws MalformedMessageException {
        PullRequest wanted = Messages.readPullRequest(message);
        if (peer.pull.isPresent()) {
            return () ->
                    gate.refuse(
                            peer,
                            call,
                            new Refused(
                                    Refusal.TOO_MANY_STREAMS,
                                    "a pull of this caller is still open"));
        }
        var pull = new PullCall(peer, call, wanted, traffic.pulled());
        peer.pull = Optional.of(pull);
        call.onEnd(
                () -> {
                    peer.pull = Optional.empty();
                    pull.ended();
                });
        return () -> pulls.begin(pull);
    }

    private void push(Peer peer, ServerCall call) {
        if (peer.isObserver()) {
            gate.refuseUnadmitted(peer, call, Refusal.UNKNOWN_WORKER, "an observer cannot push");
        } else if (peer.push.isPresent()) {
            gate.refuseUnadmitted(
                    peer, call, Refusal.TOO_MANY_STREAMS, "a push of this worker is still open");
        } else {
            var push = new PushCall(peer, call, gate, pushes, settings.codecs());
            peer.push = Optional.of(push);
            push.start();
        }
    }
}
