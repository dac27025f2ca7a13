package bft.server.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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

    /** Frees the seat, unless another connection holds it by now. */
    public void leave(int worker, C connection) {
        if (seats.get(worker).filter(holder -> holder == connection).isPresent()) {
            seats.set(worker, Optional.empty());
        }
    }
}
