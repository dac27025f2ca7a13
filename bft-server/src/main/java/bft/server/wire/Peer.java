package bft.server.wire;

import bft.server.session.Caller;
import io.vertx.core.http.HttpConnection;
import java.util.Optional;

/** A connection: whose it is, and the calls of which only one may be open at a time. */
final class Peer {
    /** What became of the seat on this connection. */
    enum Seat {
        NOT_TAKEN,
        TAKEN,
        LEFT
    }

    final HttpConnection connection;
    Optional<Caller> caller = Optional.empty();
    Optional<PushCall> push = Optional.empty();
    Optional<PullCall> pull = Optional.empty();
    Seat seat = Seat.NOT_TAKEN;

    /** Has been asked for a sign of life and has not given it yet. */
    boolean awaitsPong;

    /** Has been told that the job has ended. */
    boolean told;

    Peer(HttpConnection connection) {
        this.connection = connection;
    }
}
