package bft.server.wire;

import io.vertx.core.http.HttpConnection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The HTTP/2 connections of all event loops, of which those of registered workers and of observers
 * are protected.
 */
final class Connections {
    private final ConnectionGuard guard;
    private final int mostObservers;
    private final Map<HttpConnection, Peer> peers = new ConcurrentHashMap<>();
    private final AtomicInteger observers = new AtomicInteger();

    Connections(ConnectionGuard guard, int mostObservers) {
        this.guard = guard;
        this.mostObservers = mostObservers;
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

    /** Closes a connection that has made too many calls without a valid token. */
    void closeTooMany(Peer peer) {
        guard.abused(peer.connection.remoteAddress(), "calls without a valid token");
        peer.connection.shutdown(WireLimits.FAREWELL_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Closes a connection that sends too many pings, settings or frames that are errors. */
    void closeFlooded(Peer peer) {
        if (!peer.flooded) {
            peer.flooded = true;
            guard.abused(peer.connection.remoteAddress(), "pings, settings or errors");
            peer.drop();
        }
    }

    /** The connection has made a call with a token. */
    void called(Peer peer) {
        guard.called(peer.connection.remoteAddress());
    }

    /** Protects a connection from being closed to make room for others. */
    void keep(Peer peer) {
        guard.keep(peer.connection.remoteAddress());
    }

    /** Ends the protection of a connection. */
    void release(Peer peer) {
        guard.release(peer.connection.remoteAddress());
    }

    /**
     * Ends the protection of a connection that has lost its slot to a newer one and is being
     * closed.
     *
     * @param takenOver whether the newer one may belong to another process
     */
    void replaced(Peer peer, boolean takenOver) {
        release(peer);
        if (takenOver) {
            guard.counts().slotsTakenOver.increment();
        }
    }

    /**
     * Marks a connection as an observer's and protects it; false if there are too many observers.
     */
    boolean keepObserver(Peer peer) {
        if (observers.incrementAndGet() > mostObservers) {
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
