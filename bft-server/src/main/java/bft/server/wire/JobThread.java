package bft.server.wire;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Gives connections access to the job's thread: one event after the other, in order for each
 * connection, with a bound on a connection's waiting events.
 */
final class JobThread {
    /** Most waiting events of a connection: two for each stream that it may have open. */
    private static final int MOST_PENDING = 2 * WireLimits.STREAMS_PER_CONNECTION;

    private final Executor executor;

    JobThread(Executor executor) {
        this.executor = executor;
    }

    /**
     * Runs an event for a connection, unless that is closed by then. A connection that opens and
     * resets calls faster than they can be handled is closed.
     */
    void post(Peer peer, Runnable event) {
        if (peer.pending.incrementAndGet() > MOST_PENDING) {
            peer.drop();
            return;
        }
        execute(
                () -> {
                    peer.pending.decrementAndGet();
                    if (!peer.gone) {
                        event.run();
                    }
                });
    }

    /**
     * Runs an event even if its connection is closed; for events that occur at most once per call.
     */
    void execute(Runnable event) {
        try {
            executor.execute(event);
        } catch (RejectedExecutionException closed) {
            // The server is being closed, and with it every connection.
        }
    }
}
