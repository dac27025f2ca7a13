package bft.server.wire;

import bft.server.session.Caller;
import bft.server.session.Proof;
import bft.worker.verdict.Refused;
import io.vertx.core.Context;
import io.vertx.core.http.HttpConnection;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * A connection. Reading and writing belong to its own context, its slot belongs to the job's
 * thread, and both may read its caller.
 */
final class Peer {
    /** Whether a worker is registered on this connection. */
    enum Slot {
        NOT_TAKEN,
        TAKEN,
        LEFT
    }

    final HttpConnection connection;
    final Context context;

    /** What the connection shows by itself. */
    final Proof shown;

    /** The caller, known from the first call that shows who makes it. */
    volatile Optional<Caller> caller = Optional.empty();

    /** What the last call of the caller has shown. */
    volatile Proof proof = Proof.NONE;

    /** Events that still wait for the job's thread. */
    final AtomicInteger pending = new AtomicInteger();

    // Used on the connection's context.
    Optional<PushCall> push = Optional.empty();
    Optional<PullCall> pull = Optional.empty();

    /** Calls without a valid token. */
    int unauthenticatedCalls;

    /** Whether it is being closed because of what it has sent. */
    boolean flooded;

    /** Whether a ping has not been answered yet. */
    boolean awaitsPong;

    // Used on the job's thread.
    Slot slot = Slot.NOT_TAKEN;

    /** Whether the caller is notified of the job's end. */
    boolean notified;

    /**
     * Whether it is closed, or replaced by a newer connection: its calls have no effect any more.
     */
    boolean gone;

    Peer(HttpConnection connection, Context context, Proof shown) {
        this.connection = connection;
        this.context = context;
        this.shown = shown;
    }

    /** What a connection shows: its certificate, if TLS has verified one. */
    static Proof shownBy(HttpConnection connection) {
        if (!connection.isSsl()) {
            return Proof.NONE;
        }
        try {
            var certificate = (X509Certificate) connection.peerCertificates().get(0);
            return new Proof(Optional.empty(), Optional.of(Proof.Certificate.of(certificate)));
        } catch (SSLPeerUnverifiedException none) {
            return Proof.NONE;
        }
    }

    /** Runs an action on the connection's context, after all earlier ones. */
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
     * Ends its calls with a reason, unless a part of the answer was already sent, and closes the
     * connection after that; from any thread.
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
