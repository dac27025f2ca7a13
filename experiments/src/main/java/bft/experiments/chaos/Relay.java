package bft.experiments.chaos;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Stands between workers and their server, and passes bytes on as a bad network does. Before {@link
 * #begin} and after {@link #end} it passes everything on at once.
 */
final class Relay implements AutoCloseable {
    private static final int BACKLOG = 64;
    private static final int CHUNK_BYTES = 16_384;
    private static final int REMEMBERED_BYTES = 1 << 16;
    private static final long SEED = 5;

    private final Fault fault;
    private final List<Link> links = new CopyOnWriteArrayList<>();
    private ServerSocket listening;
    private int serverPort;
    private volatile boolean active;
    private volatile long refusingUntil = System.nanoTime();

    /** What happens to bytes on their way. */
    interface Fault {
        /** Passes the bytes on, later, changed, or not at all; an error cuts the connection. */
        void pass(Direction way, byte[] bytes, OutputStream to)
                throws IOException, InterruptedException;
    }

    Relay(Fault fault) {
        this.fault = fault;
    }

    /** Listens; returns the port. */
    int start(int port) throws IOException {
        serverPort = port;
        listening = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        run("accept", this::accept);
        return listening.getLocalPort();
    }

    private static void run(String name, Runnable task) {
        var thread = new Thread(task, "bft-relay-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket near = listening.accept();
                if (System.nanoTime() - refusingUntil < 0) {
                    near.close();
                } else {
                    connect(near);
                }
            }
        } catch (IOException closed) {
            // The relay has ended.
        }
    }

    private void connect(Socket near) throws IOException {
        try {
            var link = new Link(near, new Socket(InetAddress.getLoopbackAddress(), serverPort));
            links.add(link);
            int number = links.size() - 1;
            run("up", () -> link.pass(near, link.far, new Direction(number, true)));
            run("down", () -> link.pass(link.far, near, new Direction(number, false)));
        } catch (IOException gone) {
            near.close();
        }
    }

    /** From now on the network is bad. */
    void begin() {
        active = true;
    }

    /** From now on the network is good, also on connections that were made before. */
    void end() {
        active = false;
    }

    /** Cuts all connections, and refuses new ones for this time. */
    void refuse(long nanos) {
        refusingUntil = System.nanoTime() + nanos;
        links.forEach(Link::cut);
    }

    /** The first bytes that clients sent on each of the first connections. */
    List<byte[]> firstBytes(int connections) {
        List<byte[]> all = new ArrayList<>();
        links.subList(0, Math.min(connections, links.size()))
                .forEach(link -> all.add(link.firstBytes()));
        return all;
    }

    @Override
    public void close() {
        try {
            if (listening != null) {
                listening.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        links.forEach(Link::cut);
    }

    /** One direction of a connection. */
    static final class Direction {
        private final int connection;
        private final boolean toServer;
        private final Random random;

        private long counted;

        private Direction(int connection, boolean toServer) {
            this.connection = connection;
            this.toServer = toServer;
            this.random = new Random(SEED + 2L * connection + (toServer ? 1 : 0));
        }

        /** Whether it is one of the first connections, which belong to f workers. */
        boolean isOfFew() {
            return connection < Job.BYZANTINE;
        }

        boolean toServer() {
            return toServer;
        }

        /** Counts bytes; returns how many there have been. */
        long count(int bytes) {
            counted += bytes;
            return counted;
        }

        Random random() {
            return random;
        }
    }

    private final class Link {
        private final Socket near;
        private final Socket far;
        private final ByteArrayOutputStream first = new ByteArrayOutputStream();

        private Link(Socket near, Socket far) throws IOException {
            this.near = near;
            this.far = far;
            near.setTcpNoDelay(true);
            far.setTcpNoDelay(true);
        }

        private void pass(Socket from, Socket to, Direction way) {
            var buffer = new byte[CHUNK_BYTES];
            try {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                    byte[] bytes = Arrays.copyOf(buffer, length);
                    remember(way, bytes);
                    if (active) {
                        fault.pass(way, bytes, out);
                    } else {
                        out.write(bytes);
                    }
                }
            } catch (IOException | InterruptedException cut) {
                // Both ends learn of it.
            }
            cut();
        }

        private synchronized void remember(Direction way, byte[] bytes) {
            if (way.toServer() && first.size() + bytes.length < REMEMBERED_BYTES) {
                first.writeBytes(bytes);
            }
        }

        private synchronized byte[] firstBytes() {
            return first.toByteArray();
        }

        private void cut() {
            try {
                near.close();
                far.close();
            } catch (IOException e) {
                // It is closed already.
            }
        }
    }
}
