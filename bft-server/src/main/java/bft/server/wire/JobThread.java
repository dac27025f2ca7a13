package bft.server.wire;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * The job's thread as connections reach it: one event after the other, in the order of each
 * connection, and so many at most that wait for a connection's sake.
 */
final class JobThread {
    /** Two for each stream that a connection may have open. */
    private static final int MOST_PENDING = 2 * WireLimits.STREAMS_PER_CONNECTION;

    private final Executor executor;

    JobThread(Executor executor) {
        this.executor = executor;
    }

    /**
     * Has an event run for a connection, unless that is gone by then. A connection that opens and
     * resets calls faster than they can be looked at is dropped.
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

    /** Has an event run whatever became of its connection; for what comes once a call at most. */
    void execute(Runnable event) {
        try {
            executor.execute(event);
        } catch (RejectedExecutionException closed) {
            // The server is being closed, and with it every connection.
        }
    }
}
