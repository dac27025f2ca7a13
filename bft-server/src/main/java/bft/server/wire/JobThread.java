package bft.server.wire;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Gives connections access to the job's thread: one event after the other, in order for each
 * connection, with a bound on a connection's waiting events.
 */
final class JobThread {
    private final Executor executor;
    private final int mostPending;

    /**
     * @param streams that a connection may have open, each of which may have two events waiting
     */
    JobThread(Executor executor, int streams) {
        this.executor = executor;
        this.mostPending = 2 * streams;
    }

    /**
     * Runs an event for a connection, unless that is closed by then. A connection that opens and
     * resets calls faster than they can be handled is closed.
     */
    void post(Peer peer, Runnable event) {
        if (peer.pending.incrementAndGet() > mostPending) {
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
