package bft.server.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Which connection holds which seat: one a worker. A worker that comes over another connection has
 * been restarted or has lost the first: the newer takes the seat, and the older is given back to be
 * closed.
 *
 * @param <C> a connection; compared by identity
 */
public final class Sessions<C> {
    private final List<Optional<C>> seats;

    /**
     * @param n workers
     */
    public Sessions(int n) {
        seats = new ArrayList<>(n);
        for (int worker = 0; worker < n; worker++) {
            seats.add(Optional.empty());
        }
    }

    /**
     * Gives the seat to a connection.
     *
     * @return the connection that held it and no longer does; empty if there was none, or this one
     */
    public Optional<C> take(int worker, C connection) {
        Optional<C> before = seats.set(worker, Optional.of(connection));
        return before.filter(other -> other != connection);
    }

    /** The connection that holds the seat. */
    public Optional<C> holder(int worker) {
        return seats.get(worker);
    }

    /** Frees the seat that a lost connection held; whose it was. */
    public OptionalInt lost(C connection) {
        for (int worker = 0; worker < seats.size(); worker++) {
            if (leave(worker, connection)) {
                return OptionalInt.of(worker);
            }
        }
        return OptionalInt.empty();
    }

    private boolean holds(int worker, C connection) {
        return seats.get(worker).filter(holder -> holder == connection).isPresent();
    }

    private boolean leave(int worker, C connection) {
        boolean held = holds(worker, connection);
        if (held) {
            seats.set(worker, Optional.empty());
        }
        return held;
    }
}
