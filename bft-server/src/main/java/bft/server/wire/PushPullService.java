package bft.server.wire;

import bft.aggregation.admission.Refusal;
import bft.aggregation.admission.Refused;
import bft.aggregation.admission.Verdict;
import bft.server.session.Authenticator;
import bft.server.session.Caller;
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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The five calls. A caller is who its token says; a worker has one seat, on its newest connection,
 * with at most one push and one pull open, and calls at most as often as its {@link Allowance}
 * says. Everything runs on the job's context.
 */
public final class PushPullService {
    private static final String GRPC_ENCODING = "grpc-encoding";

    private final Vertx vertx;
    private final JobPort job;
    private final WireLimits limits;
    private final RowPool rows;
    private final Peers peers;
    private final Map<Caller, Allowance> allowances = new HashMap<>();
    private final Set<Integer> untold = new HashSet<>();
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
     * @param rows where gradients are put together
     */
    public PushPullService(
            Vertx vertx,
            JobPort job,
            Authenticator authenticator,
            WireLimits limits,
            RowPool rows) {
        this.vertx = vertx;
        this.job = job;
        this.limits = limits;
        this.rows = rows;
        this.peers =
                new Peers(
                        job,
                        authenticator,
                        limits.maxConnections(),
                        job.status().n(),
                        this::checkTold);
    }

    /** Takes the calls of a server; what comes back handles the requests of all connections. */
    public Handler<HttpServerRequest> bind(GrpcServer server) {
        unary(server, Protocol.JOIN, this::join);
        unary(server, Protocol.PULL, this::pull);
        unary(server, Protocol.LEAVE, this::leave);
        unary(server, Protocol.STATUS, this::status);
        server.callHandler(Protocol.PUSH, request -> identify(request, this::push));
        peers.watch(vertx);
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

    /** A connection has been made; nobody's yet. */
    public void connected(HttpConnection connection) {
        peers.connected(connection);
    }

    /**
     * A version has been published: whoever waits for it gets it, and whoever is still being sent
     * one that is too old to be of use has to ask again.
     */
    public void published() {
        long oldest = job.newest().model().version() - Math.max(1, job.maxStaleness());
        for (Peer peer : peers.everyone()) {
            peer.pull.filter(pull -> pull.isBehind(oldest)).ifPresent(pull -> pull.call().reset());
            peer.pull.ifPresent(pull -> sendIfDue(peer, pull));
        }
    }

    /** Workers that were too far ahead may go on. */
    public void leadsChanged() {
        peers.everyone().forEach(peer -> peer.pull.ifPresent(pull -> sendIfDue(peer, pull)));
    }

    /** A push that had to wait has been judged. */
    public void answered(int worker, long sequence, Verdict verdict) {
        peers.ofSeat(worker)
                .flatMap(peer -> peer.push)
                .ifPresent(push -> push.answered(sequence, verdict));
    }

    /** A round has closed: gradients on their way to it need not arrive. */
    public void roundClosed() {
        peers.everyone().forEach(peer -> peer.push.ifPresent(PushCall::judgeAgain));
    }

    /**
     * The job has ended: whoever waits is told.
     *
     * @param told called when every worker that has a seat now has been told or has left; may be
     *     called again. One whose connection breaks is waited for: it will come back to ask
     */
    public void ended(Runnable told) {
        onTold = told;
        peers.seated().forEach(untold::add);
        roundClosed();
        published();
        checkTold();
    }

    /** Ends every connection. */
    public void close() {
        peers.everyone().forEach(peers::drop);
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
        peers.takeSeat(peer);
        call.answer(Messages.encode(job.contract(peer.caller.orElseThrow())));
    }

    private void pull(Peer peer, Call call, Buffer message) throws MalformedMessageException {
        PullRequest wanted = Messages.readPullRequest(message);
        Optional<Refused> seatless = peers.requireSeat(peer);
        if (seatless.isPresent()) {
            refuse(peer, call, seatless.get());
        } else if (peer.pull.isPresent()) {
            refuse(peer, call, Refusal.TOO_MANY_STREAMS, "a pull of this caller is still open");
        } else {
            waitFor(peer, new PullCall(call, wanted), wanted.waitMillis());
        }
    }

    private void waitFor(Peer peer, PullCall pull, int millis) {
        Call call = pull.call();
        peer.pull = Optional.of(pull);
        call.onEnd(() -> peer.pull = Optional.empty());
        if (millis == 0) {
            send(peer, pull, job.status());
        } else {
            call.after(millis, () -> send(peer, pull, job.status()));
            sendIfDue(peer, pull);
        }
    }

    private void sendIfDue(Peer peer, PullCall pull) {
        ServerStatus status = job.status();
        boolean isDue = status.state().ended() || takesData(peer, pull, status);
        if (pull.isWaiting() && isDue) {
            send(peer, pull, status);
        }
    }

    /** Whether there is a newer version, and the caller may have it: to the last everyone may. */
    private boolean takesData(Peer peer, PullCall pull, ServerStatus status) {
        Caller caller = peer.caller.orElseThrow();
        return pull.takesDataOf(job.newest().model().version())
                && (status.state().ended() || caller.isObserver() || job.mayStart(caller.worker()));
    }

    private void send(Peer peer, PullCall pull, ServerStatus status) {
        Call call = pull.call();
        long version = job.newest().model().version();
        boolean withData = takesData(peer, pull, status);
        if (withData && !allowance(peer).takeModel(version, System.nanoTime())) {
            refuseLater(peer, call, "version " + version + " was sent to this caller too often");
            return;
        }
        call.watch(
                limits,
                () -> {
                    call.reset();
                    count(peer, new Refused(Refusal.TOO_SLOW, "the pull stood still"));
                });
        pull.send(job.newest(), status, withData)
                .onSuccess(
                        sent -> {
                            peer.told = status.state().ended();
                            if (peer.told) {
                                peer.caller.ifPresent(caller -> untold.remove(caller.worker()));
                            }
                            checkTold();
                        });
    }

    private void push(Peer peer, Call call) {
        Caller caller = peer.caller.orElseThrow();
        if (caller.isObserver()) {
            refuse(peer, call, Refusal.UNKNOWN_WORKER, "an observer has no vote");
            return;
        }
        Optional<Refused> seatless = peers.requireSeat(peer);
        if (seatless.isPresent()) {
            refuse(peer, call, seatless.get());
        } else if (peer.push.isPresent()) {
            refuse(peer, call, Refusal.TOO_MANY_STREAMS, "a push of this worker is still open");
        } else {
            receive(peer, new PushCall(call, caller.worker(), job, rows));
        }
    }

    private void receive(Peer peer, PushCall push) {
        Call call = push.call();
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
        peer.caller.ifPresent(caller -> untold.remove(caller.worker()));
        peers.giveUpSeat(peer);
        call.answer(Messages.empty());
    }

    private void status(Peer peer, Call call, Buffer message) {
        call.answer(Messages.encode(job.status()));
    }

    private void unary(
            GrpcServer server, ServiceMethod<Buffer, Buffer> method, MessageHandling handling) {
        server.callHandler(
                method,
                request -> identify(request, (peer, call) -> readOne(peer, call, handling)));
    }

    private void identify(GrpcServerRequest<Buffer, Buffer> request, Handling handling) {
        var call = new Call(vertx, request);
        Optional<Peer> known = peers.of(request.connection());
        if (known.isEmpty()) {
            call.reset();
            return;
        }
        Peer peer = known.get();
        peers.identify(peer, request.headers())
                .ifPresentOrElse(
                        refused -> refuse(peer, call, refused), () -> admit(peer, call, handling));
    }

    private void admit(Peer peer, Call call, Handling handling) {
        if (allowance(peer).takeCall(job.newest().model().version(), System.nanoTime())) {
            handling.handle(peer, call);
            return;
        }
        call.receive(message -> {}, () -> {}, why -> {});
        refuseLater(peer, call, "this caller has called too often");
    }

    private Allowance allowance(Peer peer) {
        return allowances.computeIfAbsent(
                peer.caller.orElseThrow(),
                caller ->
                        new Allowance(
                                caller.isObserver() ? WireLimits.MAX_OBSERVERS : 1,
                                System.nanoTime()));
    }

    /** A caller that asks too much must not be able to ask again at once. */
    private void refuseLater(Peer peer, Call call, String detail) {
        call.after(
                WireLimits.PENALTY_MILLIS,
                () -> refuse(peer, call, Refusal.TOO_MANY_STREAMS, detail));
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

    private void refuse(Peer peer, Call call, Refusal reason, String detail) {
        refuse(peer, call, new Refused(reason, detail));
    }

    /** Once a call: what still arrives after its end is neither answered nor counted. */
    private void refuse(Peer peer, Call call, Refused refused) {
        if (!call.isEnded()) {
            call.refuse(refused);
            count(peer, refused);
        }
    }

    private void count(Peer peer, Refused refused) {
        Optional<Caller> worker = peer.caller.filter(caller -> !caller.isObserver());
        job.refused(
                worker.map(caller -> OptionalInt.of(caller.worker())).orElse(OptionalInt.empty()),
                refused);
    }

    private void checkTold() {
        boolean all =
                peers.everyone().stream()
                        .allMatch(peer -> peer.told || peer.seat != Peer.Seat.TAKEN);
        if (all && untold.isEmpty()) {
            onTold.run();
        }
    }
}
