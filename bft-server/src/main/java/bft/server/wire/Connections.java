package bft.server.wire;

import io.vertx.core.http.HttpConnection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The connections that speak HTTP/2, of all event loops, and which of them are worth keeping: those
 * of registered workers and of observers.
 */
final class Connections {
    private final ConnectionGuard guard;
    private final Map<HttpConnection, Peer> peers = new ConcurrentHashMap<>();
    private final AtomicInteger observers = new AtomicInteger();

    Connections(ConnectionGuard guard) {
        this.guard = guard;
    }

    void add(Peer peer) {
        peers.put(peer.connection, peer);
    }

    Optional<Peer> of(HttpConnection connection) {
        return Optional.ofNullable(peers.get(connection));
    }

    List<Peer> everyone() {
        return List.copyOf(peers.values());
    }

    /** It has made a call with a token. */
    void called(Peer peer) {
        guard.called(peer.connection.remoteAddress());
    }

    /** Keeps a connection from having to make room for others. */
    void keep(Peer peer) {
        guard.keep(peer.connection.remoteAddress());
    }

    /** Lets a connection make room for others again. */
    void release(Peer peer) {
        guard.release(peer.connection.remoteAddress());
    }

    /**
     * Lets a connection that has lost its slot to a newer one make room for others until it is
     * closed.
     *
     * @param takenOver whether the newer may be another process's
     */
    void replaced(Peer peer, boolean takenOver) {
        release(peer);
        if (takenOver) {
            guard.counts().slotsTakenOver.increment();
        }
    }

    /** Makes a connection an observer's and keeps it; false if there are too many of them. */
    boolean keepObserver(Peer peer) {
        if (observers.incrementAndGet() > WireLimits.MAX_OBSERVERS) {
            observers.decrementAndGet();
            return false;
        }
        keep(peer);
        return true;
    }

    /** Forgets a connection that has been closed. */
    void remove(Peer peer) {
        if (peers.remove(peer.connection, peer) && peer.isObserver()) {
            observers.decrementAndGet();
        }
    }
}
