package bft.server.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The current connection of each worker, at most one. A worker that uses another connection was
 * restarted or has lost the first: the newer connection replaces the older, which is returned so
 * that the caller closes it.
 *
 * @param <C> a connection; compared by identity
 */
public final class Sessions<C> {
    private final List<Optional<C>> slots;

    /**
     * @param n workers
     */
    public Sessions(int n) {
        slots = new ArrayList<>(n);
        for (int worker = 0; worker < n; worker++) {
            slots.add(Optional.empty());
        }
    }

    /**
     * Makes this the worker's connection.
     *
     * @return the connection that was replaced; empty if there was none, or it was this one
     */
    public Optional<C> take(int worker, C connection) {
        Optional<C> before = slots.set(worker, Optional.of(connection));
        return before.filter(other -> other != connection);
    }

    /** Removes the worker's connection, unless another one has replaced it. */
    public void leave(int worker, C connection) {
        if (slots.get(worker).filter(holder -> holder == connection).isPresent()) {
            slots.set(worker, Optional.empty());
        }
    }
}
