package bft.server.wire;

import bft.server.session.Caller;
import bft.worker.verdict.Refused;
import io.vertx.core.Context;
import io.vertx.core.http.HttpConnection;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A connection. What is read and written on it belongs to its own context, whose slot it holds to
 * the job's thread, and whose it is may be asked by both.
 */
final class Peer {
    /** What became of the slot on this connection. */
    enum Slot {
        NOT_TAKEN,
        TAKEN,
        LEFT
    }

    final HttpConnection connection;
    final Context context;

    /** Whose it is, from the first call with a token on. */
    volatile Optional<Caller> caller = Optional.empty();

    /** Events that the job's thread has not come to yet. */
    final AtomicInteger pending = new AtomicInteger();

    // Of the connection's context.
    Optional<PushCall> push = Optional.empty();
    Optional<PullCall> pull = Optional.empty();

    /** Has been asked for a sign of life and has not given it yet. */
    boolean awaitsPong;

    // Of the job's thread.
    Slot slot = Slot.NOT_TAKEN;

    /** Has been told that the job has ended. */
    boolean notified;

    /** Lost, or replaced by a newer connection: its calls change nothing any more. */
    boolean gone;

    Peer(HttpConnection connection, Context context) {
        this.connection = connection;
        this.context = context;
    }

    /** Runs an action on the connection's context, after those that were asked for before. */
    void run(Runnable action) {
        try {
            context.runOnContext(turn -> action.run());
        } catch (RejectedExecutionException closed) {
            // The port is closed, and with it this connection.
        }
    }

    /** Closes the connection and ends its calls; from any thread. */
    void drop() {
        run(
                () -> {
                    push.ifPresent(open -> open.call().reset());
                    pull.ifPresent(open -> open.call().reset());
                    connection.close();
                });
    }

    /**
     * Ends its calls with a reason, where they have not been answered in part, and closes the
     * connection once that is said; from any thread.
     */
    void dismiss(Refused why) {
        run(
                () -> {
                    push.ifPresent(open -> open.call().refuse(why));
                    pull.ifPresent(open -> open.dismiss(why));
                    connection.shutdown(WireLimits.FAREWELL_MILLIS, TimeUnit.MILLISECONDS);
                });
    }

    int worker() {
        return caller.orElseThrow().worker();
    }

    boolean isObserver() {
        return caller.filter(Caller::isObserver).isPresent();
    }
}
