package bft.server.web;

import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpServerConnection;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * Limits the connections of the operator's port, in total and per address. A new connection beyond
 * a limit is accepted, and the oldest connection of the address with the most is closed: an
 * operator always gets an answer. Connections that are kept do not count. Used on one thread.
 */
final class AdminConnections {
    static final int MOST_OF_ONE = 16;
    static final int MOST_OF_ALL = 64;

    private final Map<String, Deque<HttpConnection>> byAddress = new HashMap<>();
    private final Runnable evicted;
    private int count;

    /**
     * @param evicted runs for each connection that is closed to make room
     */
    AdminConnections(Runnable evicted) {
        this.evicted = evicted;
    }

    void arrived(HttpConnection connection) {
        Deque<HttpConnection> its =
                byAddress.computeIfAbsent(addressOf(connection), first -> new ArrayDeque<>());
        connection.closeHandler(closed -> left(connection));
        its.addLast(connection);
        count++;
        if (its.size() > MOST_OF_ONE) {
            dismiss(its.getFirst());
        } else if (count > MOST_OF_ALL) {
            dismiss(most().getFirst());
        }
    }

    /** Never closes this connection to make room for others. */
    void keep(HttpConnection connection) {
        left(connection);
    }

    private Deque<HttpConnection> most() {
        return byAddress.values().stream()
                .reduce((one, other) -> one.size() >= other.size() ? one : other)
                .orElseThrow();
    }

    private void dismiss(HttpConnection connection) {
        left(connection);
        evicted.run();
        abort(connection);
    }

    /** Closes it without what is still to be written, for which the other end may never ask. */
    private static void abort(HttpConnection connection) {
        ((HttpServerConnection) connection).channelHandlerContext().channel().close();
    }

    private void left(HttpConnection connection) {
        String address = addressOf(connection);
        Deque<HttpConnection> its = byAddress.getOrDefault(address, new ArrayDeque<>());
        if (its.remove(connection)) {
            count--;
        }
        if (its.isEmpty()) {
            byAddress.remove(address);
        }
    }

    private static String addressOf(HttpConnection connection) {
        return String.valueOf(connection.remoteAddress().hostAddress());
    }
}
