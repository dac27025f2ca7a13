package bft.experiments.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.LongAdder;

/** Open pages that read the events of a job as fast as they come, all on one thread. */
final class PageReaders implements AutoCloseable {
    private static final String REQUEST = "GET /events HTTP/1.1\r\nhost: localhost\r\n\r\n";
    private static final int BUFFER = 1 << 18;

    private final Selector selector = Selector.open();
    private final LongAdder bytes = new LongAdder();
    private final Thread thread = new Thread(this::read, "pages");
    private volatile boolean closed;

    /**
     * Opens them and waits until each has got something.
     *
     * @param port of the operator
     */
    PageReaders(int port, int count) throws IOException {
        var server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        for (int k = 0; k < count; k++) {
            SocketChannel page = SocketChannel.open(server);
            page.write(ByteBuffer.wrap(REQUEST.getBytes(StandardCharsets.US_ASCII)));
            var status = ByteBuffer.allocate(BUFFER);
            page.read(status);
            String answer =
                    new String(status.array(), 0, status.position(), StandardCharsets.UTF_8);
            if (!answer.startsWith("HTTP/1.1 200")) {
                throw new IOException("page " + k + ": " + answer);
            }
            page.configureBlocking(false);
            page.register(selector, SelectionKey.OP_READ);
        }
        thread.setDaemon(true);
        thread.start();
    }

    private void read() {
        ByteBuffer into = ByteBuffer.allocateDirect(BUFFER);
        try {
            while (!closed) {
                selector.select(key -> take((SocketChannel) key.channel(), into));
            }
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void take(SocketChannel page, ByteBuffer into) {
        try {
            into.clear();
            int count = page.read(into);
            if (count < 0) {
                throw new IOException("the server has closed a page");
            }
            bytes.add(count);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Bytes that all have read. */
    long bytes() {
        return bytes.sum();
    }

    @Override
    public void close() throws IOException {
        closed = true;
        selector.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
