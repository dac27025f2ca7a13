package bft.worker.client;

import bft.worker.wire.Datagram;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.datagram.DatagramSocket;
import io.vertx.core.datagram.DatagramSocketOptions;
import io.vertx.core.net.SocketAddress;

/**
 * Sends gradients as datagrams, a few at a time, because the system drops what does not fit into
 * the buffers of a socket. On one Vert.x context.
 */
final class DatagramSender {
    /** Those of ten workers fit into a usual socket's buffer of 425,984 bytes. */
    private static final int BURST = 16;

    private static final long PAUSE_MILLIS = 1;

    private final Vertx vertx;
    private final DatagramSocket socket;
    private final SocketAddress to;

    /**
     * @param to an address, not a name
     */
    DatagramSender(Vertx vertx, SocketAddress to) {
        this.vertx = vertx;
        this.to = to;
        boolean isIpV6 = to.host().contains(":");
        this.socket = vertx.createDatagramSocket(new DatagramSocketOptions().setIpV6(isIpV6));
    }

    /** Sends all datagrams of a gradient; what cannot be sent is lost. */
    Future<Void> send(Datagram.Writer gradient) {
        Promise<Void> sent = Promise.promise();
        send(gradient, 0, sent);
        return sent.future();
    }

    private void send(Datagram.Writer gradient, int first, Promise<Void> sent) {
        int end = Math.min(gradient.count(), first + BURST);
        Future<Void> last = Future.succeededFuture();
        for (int chunk = first; chunk < end; chunk++) {
            last = socket.send(Buffer.buffer(gradient.write(chunk)), to.port(), to.host());
        }
        last.onComplete(
                done -> {
                    if (end == gradient.count()) {
                        sent.complete();
                    } else {
                        vertx.setTimer(PAUSE_MILLIS, next -> send(gradient, end, sent));
                    }
                });
    }

    void close() {
        socket.close();
    }
}
