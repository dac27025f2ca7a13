package bft.server.wire;

import bft.server.session.Authenticator;
import bft.server.session.Caller;
import bft.server.session.Proof;
import bft.worker.verdict.Refusal;
import bft.worker.verdict.Refused;
import bft.worker.wire.MalformedMessageException;
import bft.worker.wire.Protocol;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.GrpcServerRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checks that every call passes on its way to the job: its caller, whether it is complete and
 * well-formed, and whether its caller may make it. On the context of the call's connection, unless
 * stated otherwise; the job's thread handles a call once, and an unauthenticated one never.
 */
final class Gate {
    private static final Logger LOG = LoggerFactory.getLogger(Gate.class);
    private static final Refused NO_LONGER =
            new Refused(Refusal.UNKNOWN_WORKER, "the token or certificate is no longer valid");

    private final JobPort job;
    private final JobThread thread;
    private final Authenticator authenticator;
    private final Connections connections;
    private final WorkerSlots slots;
    private final WireLimits limits;
    private final UnauthenticatedCounts unauthenticated;

    /** Handles a call whose caller is known. */
    interface Handling {
        void handle(Peer peer, ServerCall call);
    }

    /** Reads the single message of a call, and returns the action for the job's thread. */
    interface Reading {
        Runnable read(Peer peer, ServerCall call, Buffer message) throws MalformedMessageException;
    }

    Gate(
            JobPort job,
            JobThread thread,
            Authenticator authenticator,
            Connections connections,
            WorkerSlots slots,
            WireLimits limits) {
        this.job = job;
        this.thread = thread;
        this.authenticator = authenticator;
        this.connections = connections;
        this.slots = slots;
        this.limits = limits;
        this.unauthenticated = new UnauthenticatedCounts(job, thread);
    }

    /** Identifies the caller; unauthenticated calls are refused here. */
    void identify(
            HttpServerRequest http, GrpcServerRequest<Buffer, Buffer> request, Handling handling) {
        Optional<Peer> known = connections.of(request.connection());
        if (known.isEmpty()) {
            request.response().cancel();
            return;
        }
        Peer peer = known.get();
        var call = new ServerCall(peer.context.owner(), limits, job::now, http, request);
        Optional<Refused> refused = identify(peer, request.headers());
        if (refused.isPresent()) {
            unauthenticated.add(refused.get().reason());
            call.refuse(refused.get());
            if (++peer.unauthenticatedCalls == limits.http().unauthenticatedCalls()) {
                connections.closeTooMany(peer);
            }
        } else {
            handling.handle(peer, call);
        }
    }

    /** A connection belongs to one caller. */
    private Optional<Refused> identify(Peer peer, MultiMap headers) {
        Proof proof = peer.shown.with(token(headers.get(Protocol.AUTHORIZATION)));
        Optional<Caller> caller = authenticator.identify(proof);
        if (caller.isEmpty()) {
            return refused(Refusal.UNKNOWN_WORKER, "the call has no valid " + missing());
        }
        peer.proof = proof;
        if (peer.caller.isPresent()) {
            return peer.caller.equals(caller)
                    ? Optional.empty()
                    : refused(Refusal.UNKNOWN_WORKER, "the connection belongs to another caller");
        }
        connections.called(peer);
        if (caller.get().isObserver() && !connections.keepObserver(peer)) {
            return refused(
                    Refusal.TOO_MANY_STREAMS,
                    "observers may have at most %s connections"
                            .formatted(limits.connections().observers()));
        }
        peer.caller = caller;
        return Optional.empty();
    }

    private static Optional<String> token(String authorization) {
        return Optional.ofNullable(authorization)
                .filter(text -> text.startsWith(Protocol.BEARER))
                .map(text -> text.substring(Protocol.BEARER.length()));
    }

    private String missing() {
        return switch (authenticator.required()) {
            case TOKEN -> "token";
            case CERTIFICATE -> "certificate";
            case BOTH -> "token and certificate of one worker";
        };
    }

    /**
     * Closes the connections of callers whose token or certificate has expired or was revoked; from
     * any thread.
     */
    void dismissUnknown() {
        for (Peer peer : connections.everyone()) {
            Optional<Caller> caller = peer.caller;
            if (caller.isPresent() && !authenticator.identify(peer.proof).equals(caller)) {
                LOG.info(
                        "{} may no longer call: closing its connection from {}",
                        peer.isObserver() ? "an observer" : "worker " + peer.worker(),
                        peer.connection.remoteAddress());
                peer.dismiss(NO_LONGER);
            }
        }
    }

    private static Optional<Refused> refused(Refusal reason, String detail) {
        return Optional.of(new Refused(reason, detail));
    }

    /** Handles a call with a single message, which then passes {@link #admit}. */
    void readOne(Peer peer, ServerCall call, Reading reading) {
        call.watch(() -> unread(call), () -> unread(call));
        List<Buffer> messages = new ArrayList<>(1);
        call.receive(
                message -> {
                    if (messages.isEmpty()) {
                        messages.add(message.copy());
                    } else {
                        malformed(peer, call, "a second message where one was expected");
                    }
                },
                () -> {
                    if (messages.isEmpty()) {
                        malformed(peer, call, "no message where one was expected");
                    } else {
                        readOne(peer, call, messages.get(0), reading);
                    }
                },
                why -> malformed(peer, call, why));
    }

    private void readOne(Peer peer, ServerCall call, Buffer message, Reading reading) {
        try {
            admit(peer, call, reading.read(peer, call, message));
        } catch (MalformedMessageException e) {
            malformed(peer, call, e.getMessage());
        }
    }

    /** A request that does not arrive affects only its own call: no round depends on it. */
    private void unread(ServerCall call) {
        if (!call.isEnded()) {
            unauthenticated.add(Refusal.TOO_SLOW);
            call.refuse(new Refused(Refusal.TOO_SLOW, "the request did not arrive"));
        }
    }

    private void malformed(Peer peer, ServerCall call, String detail) {
        refuseUnadmitted(peer, call, Refusal.MALFORMED, detail);
    }

    /** Refuses a call before it reaches the job; it still counts as a call. */
    void refuseUnadmitted(Peer peer, ServerCall call, Refusal reason, String detail) {
        admit(peer, call, () -> refuse(peer, call, new Refused(reason, detail)));
    }

    /**
     * Admits a call.
     *
     * @param admitted runs on the job's thread, if the caller is within its limits
     */
    void admit(Peer peer, ServerCall call, Runnable admitted) {
        call.hold();
        post(
                peer,
                () -> {
                    if (slots.takeCall(peer)) {
                        admitted.run();
                    } else {
                        peer.run(() -> refuseLater(peer, call, "this caller has called too often"));
                    }
                });
    }

    /** Runs an event on the job's thread, unless the connection is closed by then. */
    void post(Peer peer, Runnable event) {
        thread.post(peer, event);
    }

    /** Delays the refusal, so that a caller over its limits cannot retry at once. */
    void refuseLater(Peer peer, ServerCall call, String detail) {
        if (!call.isEnded()) {
            var refused = new Refused(Refusal.TOO_MANY_STREAMS, detail);
            call.after(
                    limits.calls().penaltyMillis(),
                    () -> post(peer, () -> refuse(peer, call, refused)));
        }
    }

    /** Registers the caller if necessary, or ends the call. On the job's thread. */
    boolean requireSlot(Peer peer, ServerCall call) {
        if (slots.mustJoin(peer)) {
            peer.run(() -> call.fail(GrpcStatus.UNAVAILABLE, "join first on each connection"));
            return false;
        }
        Optional<Refused> refusal = slots.require(peer);
        refusal.ifPresent(refused -> refuse(peer, call, refused));
        return refusal.isEmpty();
    }

    /** Refuses a call that has not ended. On the job's thread. */
    void refuse(Peer peer, ServerCall call, Refused refused) {
        if (!call.isEnded()) {
            count(peer, refused);
            peer.run(() -> call.refuse(refused));
        }
    }

    /** Reports a refusal to the job. On its thread. */
    void count(Peer peer, Refused refused) {
        boolean isWorker = !peer.isObserver();
        job.refused(isWorker ? OptionalInt.of(peer.worker()) : OptionalInt.empty(), refused);
    }

    /** Reports to the job that a call of a worker makes no progress. */
    void slow(Peer peer) {
        if (!peer.isObserver()) {
            post(peer, () -> job.slow(peer.worker()));
        }
    }
}
