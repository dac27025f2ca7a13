package bft.server;

import static bft.server.TestServer.await;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands between clients and a server, and counts what HTTP/2 says in both directions. */
final class FrameProxy implements AutoCloseable {
    private static final int PREFACE_BYTES = 24;
    private static final int HEADER_BYTES = 9;
    private static final int TYPE_AT = 3;
    private static final int DATA = 0;
    private static final int RST_STREAM = 3;
    private static final int GO_AWAY = 7;

    final AtomicInteger connections = new AtomicInteger();
    final AtomicInteger dataFrames = new AtomicInteger();
    final AtomicInteger resetsByClients = new AtomicInteger();
    final AtomicInteger resetsByServer = new AtomicInteger();
    final AtomicInteger goAways = new AtomicInteger();
    private final NetServer listening;

    FrameProxy(Vertx vertx, int serverPort) {
        var client = vertx.createNetClient();
        listening =
                await(
                        vertx.createNetServer()
                                .connectHandler(
                                        near -> {
                                            near.pause();
                                            connections.incrementAndGet();
                                            client.connect(serverPort, "127.0.0.1")
                                                    .onSuccess(far -> join(near, far))
                                                    .onFailure(gone -> near.close());
                                        })
                                .listen(0, "127.0.0.1"));
    }

    int port() {
        return listening.actualPort();
    }

    private void join(NetSocket near, NetSocket far) {
        pass(near, far, new Reader(PREFACE_BYTES, resetsByClients));
        pass(far, near, new Reader(0, resetsByServer));
        near.resume();
    }

    private static void pass(NetSocket from, NetSocket to, Reader reader) {
        from.handler(
                bytes -> {
                    reader.read(bytes);
                    to.write(bytes);
                    if (to.writeQueueFull()) {
                        from.pause();
                        to.drainHandler(ready -> from.resume());
                    }
                });
        from.closeHandler(closed -> to.close());
    }

    @Override
    public void close() {
        await(listening.close());
    }

    /** Finds the frames in one direction of a connection. */
    private final class Reader {
        private final AtomicInteger resets;
        private final byte[] header = new byte[HEADER_BYTES];
        private int skip;
        private int have;

        Reader(int preface, AtomicInteger resets) {
            this.skip = preface;
            this.resets = resets;
        }

        void read(Buffer bytes) {
            int at = 0;
            while (at < bytes.length()) {
                if (skip > 0) {
                    int skipped = Math.min(skip, bytes.length() - at);
                    skip -= skipped;
                    at += skipped;
                } else {
                    header[have++] = bytes.getByte(at++);
                    if (have == HEADER_BYTES) {
                        frame();
                    }
                }
            }
        }

        private void frame() {
            have = 0;
            skip = (header[0] & 0xFF) << 16 | (header[1] & 0xFF) << 8 | header[2] & 0xFF;
            switch (header[TYPE_AT]) {
                case DATA -> dataFrames.incrementAndGet();
                case RST_STREAM -> resets.incrementAndGet();
                case GO_AWAY -> goAways.incrementAndGet();
                default -> {}
            }
        }
    }
}
