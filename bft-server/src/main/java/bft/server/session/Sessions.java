package bft.server.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which connection holds which slot: one a worker. A worker that comes over another connection has
 * been restarted or has lost the first: the newer takes the slot, and the older is given back to be
 * closed.
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
     * Gives the slot to a connection.
     *
     * @return the connection that held it and no longer does; empty if there was none, or this one
     */
    public Optional<C> take(int worker, C connection) {
        Optional<C> before = slots.set(worker, Optional.of(connection));
        return before.filter(other -> other != connection);
    }

    /** Frees the slot, unless another connection holds it by now. */
    public void leave(int worker, C connection) {
        if (slots.get(worker).filter(holder -> holder == connection).isPresent()) {
            slots.set(worker, Optional.empty());
        }
    }
}
