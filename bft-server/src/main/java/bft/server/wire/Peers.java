package bft.server.wire;

import bft.aggregation.admission.Refusal;
import bft.aggregation.admission.Refused;
import bft.server.session.Authenticator;
import bft.server.session.Caller;
import bft.server.session.Sessions;
import bft.worker.wire.Protocol;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The connections there are, whose they are, and which of them hold the workers' seats. Strangers
 * have to make room for workers; a connection whose other end has vanished is found out.
 */
final class Peers {
    private static final long PING_MILLIS = 15_000;
    private static final int NO_WINDOW = -1;
    private static final byte[] PING = new byte[Long.BYTES];

    private final JobPort job;
    private final Authenticator authenticator;
    private final int limit;
    private final Sessions<Peer> sessions;
    private final Runnable onLoss;
    private final Map<HttpConnection, Peer> peers = new LinkedHashMap<>();

    /**
     * @param limit most connections at a time
     * @param n workers
     * @param onLoss called when a seat has been left or lost
     */
    Peers(JobPort job, Authenticator authenticator, int limit, int n, Runnable onLoss) {
        this.job = job;
        this.authenticator = authenticator;
        this.limit = limit;
        this.sessions = new Sessions<>(n);
        this.onLoss = onLoss;
    }

    /** A connection has been made; nobody's yet. What is not HTTP/2 speaks no gRPC and goes. */
    void connected(HttpConnection connection) {
        boolean isHttp2 = connection.getWindowSize() != NO_WINDOW;
        if (!isHttp2 || peers.size() >= limit && !evict()) {
            connection.close();
            return;
        }
        peers.put(connection, new Peer(connection));
        connection.closeHandler(closed -> disconnected(connection));
    }

    /** Whose connection this is; empty if it has been dropped. */
    Optional<Peer> of(HttpConnection connection) {
        return Optional.ofNullable(peers.get(connection));
    }

    /** The connection that holds a worker's seat. */
    Optional<Peer> ofSeat(int worker) {
        return sessions.holder(worker);
    }

    /** The workers that have a seat and have not heard of the end. */
    List<Integer> seated() {
        return peers.values().stream()
                .filter(peer -> peer.seat == Peer.Seat.TAKEN && !peer.told)
                .map(peer -> peer.caller.orElseThrow().worker())
                .toList();
    }

    /** All of them, as they are now. */
    List<Peer> everyone() {
        return new ArrayList<>(peers.values());
    }

    /**
     * Finds out who calls; a connection is one caller's.
     *
     * @param headers of the call
     * @return why the call is refused; empty if the peer's caller is known from here on
     */
    Optional<Refused> identify(Peer peer, MultiMap headers) {
        Optional<Caller> caller = authenticate(headers.get(Protocol.AUTHORIZATION));
        if (caller.isEmpty()) {
            return refused(Refusal.UNKNOWN_WORKER, "the call has no valid token");
        }
        if (peer.caller.isPresent() && !peer.caller.equals(caller)) {
            return refused(Refusal.UNKNOWN_WORKER, "the connection is another caller's");
        }
        boolean isNewObserver = peer.caller.isEmpty() && caller.get().isObserver();
        if (isNewObserver && observers() == WireLimits.MAX_OBSERVERS) {
            return refused(
                    Refusal.TOO_MANY_STREAMS,
                    "observers have %d connections at most".formatted(WireLimits.MAX_OBSERVERS));
        }
        peer.caller = caller;
        return Optional.empty();
    }

    /**
     * Makes sure of the seat of a caller that is known. A worker that calls over a new connection
     * takes its seat there, as if it had joined; one that has left has to join.
     */
    Optional<Refused> requireSeat(Peer peer) {
        if (peer.seat == Peer.Seat.LEFT) {
            return refused(Refusal.UNKNOWN_WORKER, "the worker has left: join first");
        }
        if (peer.seat == Peer.Seat.NOT_TAKEN) {
            takeSeat(peer);
        }
        return Optional.empty();
    }

    /**
     * Gives a worker its seat on this connection and closes the one it had; observers have none.
     */
    void takeSeat(Peer peer) {
        Caller caller = peer.caller.orElseThrow();
        if (!caller.isObserver()) {
            sessions.take(caller.worker(), peer).ifPresent(this::drop);
            peer.seat = Peer.Seat.TAKEN;
            job.connected(caller.worker());
        }
    }

    /** Frees the seat, if the peer has one. */
    void giveUpSeat(Peer peer) {
        peer.seat = Peer.Seat.LEFT;
        sessions.lost(peer).ifPresent(job::disconnected);
        onLoss.run();
    }

    /** Closes the connection and ends its calls. */
    void drop(Peer peer) {
        peer.push.ifPresent(push -> push.call().reset());
        peer.pull.ifPresent(pull -> pull.call().reset());
        disconnected(peer.connection);
        peer.connection.close();
    }

    /** Asks every connection for a sign of life from time to time. */
    void watch(Vertx vertx) {
        vertx.setPeriodic(PING_MILLIS, tick -> everyone().forEach(this::ping));
    }

    private void ping(Peer peer) {
        if (peer.awaitsPong) {
            drop(peer);
            return;
        }
        peer.awaitsPong = true;
        peer.connection.ping(Buffer.buffer(PING)).onSuccess(pong -> peer.awaitsPong = false);
    }

    private Optional<Caller> authenticate(String authorization) {
        return authorization != null && authorization.startsWith(Protocol.BEARER)
                ? authenticator.authenticate(authorization.substring(Protocol.BEARER.length()))
                : Optional.empty();
    }

    private static Optional<Refused> refused(Refusal reason, String detail) {
        return Optional.of(new Refused(reason, detail));
    }

    private long observers() {
        return peers.values().stream().filter(Peers::isObserver).count();
    }

    private static boolean isObserver(Peer peer) {
        return peer.caller.filter(Caller::isObserver).isPresent();
    }

    /**
     * Makes room: the oldest connection goes that is neither a seated worker's nor an observer's.
     */
    private boolean evict() {
        Optional<Peer> oldest =
                peers.values().stream()
                        .filter(peer -> peer.seat != Peer.Seat.TAKEN && !isObserver(peer))
                        .findFirst();
        oldest.ifPresent(this::drop);
        return oldest.isPresent();
    }

    private void disconnected(HttpConnection connection) {
        Peer peer = peers.remove(connection);
        if (peer != null) {
            peer.push.ifPresent(push -> push.call().lost());
            peer.pull.ifPresent(pull -> pull.call().lost());
            giveUpSeat(peer);
        }
    }
}
