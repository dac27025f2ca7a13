package bft.server.wire;

import bft.aggregation.admission.Refusal;
import bft.aggregation.admission.Refused;
import bft.server.session.Authenticator;
import bft.server.session.Caller;
import bft.server.session.Sessions;
import bft.worker.wire.MalformedMessageException;
import bft.worker.wire.Messages;
import bft.worker.wire.Protocol;
import bft.worker.wire.PullRequest;
import bft.worker.wire.ServerStatus;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.GrpcServerRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The five calls, and the connections they come over. A caller is who its token says; a worker has
 * one seat, on its newest connection, with at most one push and one pull open. Everything runs on
 * the job's context.
 */
public final class PushPullService {
    /** Connections that observers may hold in all. */
    public static final int MAX_OBSERVERS = 16;

    private static final long PING_MILLIS = 15_000;
    private static final String GRPC_ENCODING = "grpc-encoding";
    private static final byte[] PING = new byte[Long.BYTES];

    private final Vertx vertx;
    private final JobPort job;
    private final Authenticator authenticator;
    private final WireLimits limits;
    private final RowPool rows;
    private final Sessions<Peer> sessions;
    private final Map<HttpConnection, Peer> peers = new LinkedHashMap<>();
    private Runnable onTold = () -> {};

    /** Handles a call of a caller that is known. */
    private interface Handling {
        void handle(Peer peer, Call call);
    }

    /** Handles the one message of a call. */
    private interface MessageHandling {
        void handle(Peer peer, Call call, Buffer message) throws MalformedMessageException;
    }

    /**
     * @param n workers
     * @param rows where gradients are put together
     */
    public PushPullService(
            Vertx vertx,
            JobPort job,
            Authenticator authenticator,
            WireLimits limits,
            RowPool rows,
            int n) {
        this.vertx = vertx;
        this.job = job;
        this.authenticator = authenticator;
        this.limits = limits;
        this.rows = rows;
        this.sessions = new Sessions<>(n);
    }

    /** Takes the calls of a server; what comes back handles the requests of all connections. */
    public Handler<HttpServerRequest> bind(GrpcServer server) {
        unary(server, Protocol.JOIN, this::join);
        unary(server, Protocol.PULL, this::pull);
        unary(server, Protocol.LEAVE, this::leave);
        unary(server, Protocol.STATUS, (peer, call, message) -> call.answer(statusMessage()));
        server.callHandler(Protocol.PUSH, request -> identify(request, this::push));
        vertx.setPeriodic(PING_MILLIS, tick -> everyone().forEach(this::ping));
        return request -> server.handle(withEncoding(request));
    }

    /**
     * Vert.x throws on a message that is flagged as compressed where no encoding is named, again
     * with each packet, and keeps all that arrives; so every call names one.
     */
    private static HttpServerRequest withEncoding(HttpServerRequest request) {
        if (!request.headers().contains(GRPC_ENCODING)) {
            request.headers().set(GRPC_ENCODING, "identity");
        }
        return request;
    }

    /** Finds out connections whose other end has vanished without a word. */
    private void ping(Peer peer) {
        if (peer.awaitsPong) {
            drop(peer);
            return;
        }
        peer.awaitsPong = true;
        peer.connection.ping(Buffer.buffer(PING)).onSuccess(pong -> peer.awaitsPong = false);
    }

    /** A connection has been made; nobody's yet. */
    public void connected(HttpConnection connection) {
        if (peers.size() >= limits.maxConnections() && !evict()) {
            connection.close();
            return;
        }
        peers.put(connection, new Peer(connection));
        connection.closeHandler(closed -> disconnected(connection));
    }

    /** A version has been published: whoever waits for it gets it. */
    public void published() {
        long version = job.newest().model().version();
        for (Peer peer : everyone()) {
            peer.pull.ifPresent(
                    pull -> {
                        if (pull.isBehind(version - 1)) {
                            pull.call().reset();
                        }
                        sendIfDue(peer, pull);
                    });
        }
    }

    /** A round has closed: gradients on their way to it need not arrive. */
    public void roundClosed() {
        everyone().forEach(peer -> peer.push.ifPresent(PushCall::judgeAgain));
    }

    /**
     * The job has ended: whoever waits is told.
     *
     * @param told called when every worker with a seat has been told or has gone; may be called
     *     again
     */
    public void ended(Runnable told) {
        onTold = told;
        roundClosed();
        published();
        checkTold();
    }

    /** Ends every connection. */
    public void close() {
        everyone().forEach(this::drop);
    }

    private List<Peer> everyone() {
        return new ArrayList<>(peers.values());
    }

    private void join(Peer peer, Call call, Buffer message) throws MalformedMessageException {
        int version = Messages.readJoin(message);
        if (version != Protocol.VERSION) {
            call.fail(
                    GrpcStatus.UNIMPLEMENTED,
                    "protocol version %d, this server speaks %d"
                            .formatted(version, Protocol.VERSION));
            return;
        }
        Caller caller = peer.caller.orElseThrow();
        if (!caller.isObserver()) {
            takeSeat(peer, caller.worker());
        }
        call.answer(Messages.encode(job.contract(caller)));
    }

    private void pull(Peer peer, Call call, Buffer message) throws MalformedMessageException {
        PullRequest wanted = Messages.readPullRequest(message);
        if (!hasSeat(peer, call)) {
            return;
        }
        if (peer.pull.isPresent()) {
            refuse(peer, call, Refusal.TOO_MANY_STREAMS, "a pull of this caller is still open");
            return;
        }
        var pull = new PullCall(call, wanted);
        peer.pull = Optional.of(pull);
        call.onEnd(() -> peer.pull = Optional.empty());
        if (wanted.waitMillis() == 0) {
            send(peer, pull, job.status());
        } else {
            call.after(wanted.waitMillis(), () -> send(peer, pull, job.status()));
            sendIfDue(peer, pull);
        }
    }

    private void sendIfDue(Peer peer, PullCall pull) {
        ServerStatus status = job.status();
        if (pull.isWaiting() && pull.isDue(job.newest(), status)) {
            send(peer, pull, status);
        }
    }

    private void send(Peer peer, PullCall pull, ServerStatus status) {
        Call call = pull.call();
        call.watch(
                limits,
                () -> {
                    call.reset();
                    count(peer, new Refused(Refusal.TOO_SLOW, "the pull stood still"));
                });
        pull.send(job.newest(), status)
                .onSuccess(
                        sent -> {
                            peer.told = status.state().ended();
                            checkTold();
                        });
    }

    private void push(Peer peer, Call call) {
        int worker = peer.caller.orElseThrow().worker();
        if (peer.caller.get().isObserver()) {
            refuse(peer, call, Refusal.UNKNOWN_WORKER, "an observer has no vote");
            return;
        }
        if (!hasSeat(peer, call)) {
            return;
        }
        if (peer.push.isPresent()) {
            refuse(peer, call, Refusal.TOO_MANY_STREAMS, "a push of this worker is still open");
            return;
        }
        var push = new PushCall(call, worker, job, rows);
        peer.push = Optional.of(push);
        call.onEnd(
                () -> {
                    push.releaseRow();
                    peer.push = Optional.empty();
                });
        call.watch(limits, push::tooSlow);
        call.receive(push::receive, push::end, why -> push.refuse(Refusal.MALFORMED, why));
    }

    private void leave(Peer peer, Call call, Buffer message) throws MalformedMessageException {
        Messages.readLeave(message);
        if (peer.seat == Peer.Seat.TAKEN) {
            giveUpSeat(peer);
        }
        call.answer(Messages.empty());
    }

    private Buffer statusMessage() {
        return Messages.encode(job.status());
    }

    private void unary(
            GrpcServer server, ServiceMethod<Buffer, Buffer> method, MessageHandling handling) {
        server.callHandler(
                method,
                request -> identify(request, (peer, call) -> readOne(peer, call, handling)));
    }

    private void readOne(Peer peer, Call call, MessageHandling handling) {
        call.watch(limits, () -> refuse(peer, call, Refusal.TOO_SLOW, "the request did not come"));
        List<Buffer> messages = new ArrayList<>(1);
        call.receive(
                message -> {
                    if (messages.isEmpty()) {
                        messages.add(message);
                    } else {
                        malformed(peer, call, "a second message where one was due");
                    }
                },
                () -> handleOne(peer, call, messages, handling),
                why -> malformed(peer, call, why));
    }

    private void handleOne(Peer peer, Call call, List<Buffer> messages, MessageHandling handling) {
        if (call.isEnded()) {
            return;
        }
        try {
            if (messages.isEmpty()) {
                throw new MalformedMessageException("no message where one was due");
            }
            handling.handle(peer, call, messages.get(0));
        } catch (MalformedMessageException e) {
            malformed(peer, call, e.getMessage());
        }
    }

    private void malformed(Peer peer, Call call, String detail) {
        refuse(peer, call, Refusal.MALFORMED, detail);
    }

    private void identify(GrpcServerRequest<Buffer, Buffer> request, Handling handling) {
        var call = new Call(vertx, request);
        Peer peer = peers.get(request.connection());
        if (peer == null) {
            call.reset();
            return;
        }
        Optional<Caller> caller = authenticate(request);
        if (caller.isEmpty()) {
            refuse(peer, call, Refusal.UNKNOWN_WORKER, "the call has no valid token");
        } else if (peer.caller.isPresent() && !peer.caller.equals(caller)) {
            refuse(peer, call, Refusal.UNKNOWN_WORKER, "the connection is another caller's");
        } else if (peer.caller.isEmpty()
                && caller.get().isObserver()
                && observers() == MAX_OBSERVERS) {
            refuse(peer, call, Refusal.TOO_MANY_STREAMS, MAX_OBSERVERS + " observers at most");
        } else {
            peer.caller = caller;
            handling.handle(peer, call);
        }
    }

    private Optional<Caller> authenticate(GrpcServerRequest<Buffer, Buffer> request) {
        String value = request.headers().get(Protocol.AUTHORIZATION);
        return value != null && value.startsWith(Protocol.BEARER)
                ? authenticator.authenticate(value.substring(Protocol.BEARER.length()))
                : Optional.empty();
    }

    private long observers() {
        return peers.values().stream().filter(PushPullService::isObserver).count();
    }

    private static boolean isObserver(Peer peer) {
        return peer.caller.filter(Caller::isObserver).isPresent();
    }

    /** A worker that calls over a new connection takes its seat there, as if it had joined. */
    private boolean hasSeat(Peer peer, Call call) {
        Caller caller = peer.caller.orElseThrow();
        if (peer.seat == Peer.Seat.LEFT) {
            refuse(
                    peer,
                    call,
                    Refusal.UNKNOWN_WORKER,
                    "worker %d has left: join first".formatted(caller.worker()));
            return false;
        }
        if (peer.seat == Peer.Seat.NOT_TAKEN && !caller.isObserver()) {
            takeSeat(peer, caller.worker());
        }
        return true;
    }

    private void takeSeat(Peer peer, int worker) {
        sessions.take(worker, peer).ifPresent(this::drop);
        peer.seat = Peer.Seat.TAKEN;
        job.connected(worker);
    }

    private void giveUpSeat(Peer peer) {
        peer.seat = Peer.Seat.LEFT;
        OptionalInt worker = sessions.lost(peer);
        worker.ifPresent(job::disconnected);
        checkTold();
    }

    private void refuse(Peer peer, Call call, Refusal reason, String detail) {
        var refused = new Refused(reason, detail);
        call.refuse(refused);
        count(peer, refused);
    }

    private void count(Peer peer, Refused refused) {
        Optional<Caller> worker = peer.caller.filter(caller -> !caller.isObserver());
        job.refused(
                worker.map(caller -> OptionalInt.of(caller.worker())).orElse(OptionalInt.empty()),
                refused);
    }

    private void disconnected(HttpConnection connection) {
        Peer peer = peers.remove(connection);
        if (peer != null) {
            peer.push.ifPresent(push -> push.call().lost());
            peer.pull.ifPresent(pull -> pull.call().lost());
            giveUpSeat(peer);
        }
    }

    /**
     * Makes room by closing the oldest connection that is neither a seated worker's nor an
     * observer's.
     */
    private boolean evict() {
        Optional<Peer> oldest =
                peers.values().stream()
                        .filter(peer -> peer.seat != Peer.Seat.TAKEN && !isObserver(peer))
                        .findFirst();
        oldest.ifPresent(this::drop);
        return oldest.isPresent();
    }

    private void drop(Peer peer) {
        peer.push.ifPresent(push -> push.call().reset());
        peer.pull.ifPresent(pull -> pull.call().reset());
        disconnected(peer.connection);
        peer.connection.close();
    }

    private void checkTold() {
        boolean all =
                peers.values().stream().allMatch(peer -> peer.told || peer.seat != Peer.Seat.TAKEN);
        if (all) {
            onTold.run();
        }
    }
}
