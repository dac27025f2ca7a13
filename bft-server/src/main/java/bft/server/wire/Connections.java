package bft.server.wire;

import io.vertx.core.http.HttpConnection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The connections there are, of all event loops. Strangers have to make room for workers: when all
 * places are taken the oldest goes that is neither a seated worker's nor an observer's. Every
 * method takes a few steps, whatever their number.
 */
final class Connections {
    private final int limit;
    private final Map<HttpConnection, Peer> peers = new LinkedHashMap<>();
    private final Set<Peer> evictable = new LinkedHashSet<>();
    private int observers;

    /**
     * @param limit most connections at a time
     */
    Connections(int limit) {
        this.limit = limit;
    }

    /**
     * Takes a new connection in.
     *
     * @return which one has to be dropped: the new one, an older one, or none
     */
    synchronized Optional<Peer> add(Peer peer) {
        Optional<Peer> dropped = Optional.empty();
        if (peers.size() >= limit) {
            dropped = evictable.stream().findFirst();
            if (dropped.isEmpty()) {
                return Optional.of(peer);
            }
            remove(dropped.get());
        }
        peers.put(peer.connection, peer);
        evictable.add(peer);
        return dropped;
    }

    synchronized Optional<Peer> of(HttpConnection connection) {
        return Optional.ofNullable(peers.get(connection));
    }

    synchronized List<Peer> everyone() {
        return new ArrayList<>(peers.values());
    }

    /** Keeps a connection from being evicted. */
    synchronized void keep(Peer peer) {
        evictable.remove(peer);
    }

    /** Lets a connection be evicted again. */
    synchronized void release(Peer peer) {
        if (peers.containsKey(peer.connection)) {
            evictable.add(peer);
        }
    }

    /** Makes a connection an observer's and keeps it; false if there are too many of them. */
    synchronized boolean keepObserver(Peer peer) {
        if (observers == WireLimits.MAX_OBSERVERS) {
            return false;
        }
        observers++;
        evictable.remove(peer);
        return true;
    }

    /** Forgets a connection that has been closed; once more does no harm. */
    synchronized void remove(Peer peer) {
        if (peers.remove(peer.connection) != null) {
            evictable.remove(peer);
            observers -= peer.isObserver() ? 1 : 0;
        }
    }
}
