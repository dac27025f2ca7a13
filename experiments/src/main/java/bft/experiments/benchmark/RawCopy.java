package bft.experiments.benchmark;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * The bytes of a round over plain TCP, without any protocol: on each connection the client sends a
 * vector and receives one, again and again. Blocking sockets with a direct buffer and a thread each
 * are the fastest way that Java has.
 */
final class RawCopy {
    private static final int BUFFER_BYTES = 256 << 10;

    private RawCopy() {}

    /** Accepts connections, and answers each vector of so many bytes with one of its own. */
    static void serve(ServerSocketChannel listening, int connections, long bytes)
            throws IOException {
        together(
                connections,
                i -> {
                    try (SocketChannel channel = listening.accept()) {
                        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
                        while (receive(channel, buffer, bytes)) {
                            send(channel, buffer, bytes);
                        }
                    }
                });
    }

    /**
     * Sends and receives on all connections at once.
     *
     * @param rounds vectors each way on each connection
     * @return nanoseconds from the first connection to the last byte
     */
    static long exchange(int port, int connections, long bytes, int rounds) throws IOException {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        long start = System.nanoTime();
        together(
                connections,
                i -> {
                    try (SocketChannel channel = SocketChannel.open(address)) {
                        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
                        for (int round = 0; round < rounds; round++) {
                            send(channel, buffer, bytes);
                            receive(channel, buffer, bytes);
                        }
                    }
                });
        return System.nanoTime() - start;
    }

    private interface Part {
        void run(int i) throws IOException;
    }

    private static void together(int parts, Part part) throws IOException {
        ExecutorService threads = Executors.newFixedThreadPool(parts);
        try {
            List<Future<?>> running = new ArrayList<>();
            IntStream.range(0, parts)
                    .forEach(
                            i ->
                                    running.add(
                                            threads.submit(
                                                    () -> {
                                                        part.run(i);
                                                        return i;
                                                    })));
            for (Future<?> one : running) {
                one.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CompletionException(e);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    private static void send(SocketChannel channel, ByteBuffer buffer, long bytes)
            throws IOException {
        long left = bytes;
        while (left > 0) {
            buffer.clear().limit((int) Math.min(left, buffer.capacity()));
            left -= channel.write(buffer);
        }
    }

    /** False if the other end has closed before the first byte. */
    private static boolean receive(SocketChannel channel, ByteBuffer buffer, long bytes)
            throws IOException {
        long left = bytes;
        while (left > 0) {
            buffer.clear().limit((int) Math.min(left, buffer.capacity()));
            int read = channel.read(buffer);
            if (read < 0) {
                if (left == bytes) {
                    return false;
                }
                throw new IOException("the connection ended inside a vector");
            }
            left -= read;
        }
        return true;
    }
}
