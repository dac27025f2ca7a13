package bft.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * A process that opens connections to a port: {@code silent PORT COUNT SECONDS} keeps so many that
 * say nothing, and opens again those that the server closes; {@code churn PORT THREADS} opens and
 * closes them as fast as it can. It prints a line when it has begun, and ends with its input.
 */
final class Flood {
    private static final byte[] PREFACE = Http2Socket.PREFACE.getBytes(StandardCharsets.US_ASCII);

    private final InetSocketAddress there;
    private final Selector selector;
    private final ByteBuffer unread = ByteBuffer.allocate(16);
    private int open;
    private int closed;
    private int refused;
    private int unanswered;

    /** Whether one of the connections that are wanted has ever been answered. */
    private static final class Place {
        private boolean isAnswered;
    }

    private Flood(InetSocketAddress there) throws IOException {
        this.there = there;
        this.selector = Selector.open();
    }

    public static void main(String[] args) throws IOException {
        var there =
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[1]));
        int count = Integer.parseInt(args[2]);
        var end = new Thread(Flood::endWithInput);
        end.setDaemon(true);
        end.start();
        if (args[0].equals("silent")) {
            new Flood(there).keepSilent(count, Long.parseLong(args[3]));
        }
        for (int i = 0; i < count; i++) {
            new Thread(() -> churn(there)).start();
        }
        System.out.println("begun");
    }

    private static void endWithInput() {
        try {
            while (System.in.read() >= 0) {
                // Until the test is over.
            }
        } catch (IOException over) {
            // The same.
        }
        Runtime.getRuntime().halt(0);
    }

    /**
     * Begins once each connection was answered, or has waited so long. The system goes on trying to
     * connect those that the server does not accept at once.
     */
    private void keepSilent(int count, long seconds) throws IOException {
        unanswered = count;
        for (int i = 0; i < count; i++) {
            open(new Place());
        }
        long start = System.nanoTime();
        boolean hasBegun = false;
        while (true) {
            selector.select(this::changed, 100);
            boolean isLate = System.nanoTime() - start > TimeUnit.SECONDS.toNanos(seconds);
            if (!hasBegun && (unanswered == 0 || isLate)) {
                hasBegun = true;
                System.out.printf(
                        "begun: of %s connections %s open, %s not answered yet;"
                                + " the server has closed %s and refused %s, which were opened again%n",
                        count, open, unanswered, closed, refused);
            }
        }
    }

    private void open(Place place) throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.configureBlocking(false);
        channel.connect(there);
        channel.register(selector, SelectionKey.OP_CONNECT, place);
    }

    private void changed(SelectionKey key) {
        var channel = (SocketChannel) key.channel();
        boolean isNew = key.interestOps() == SelectionKey.OP_CONNECT;
        if (isNew) {
            answered((Place) key.attachment());
        }
        try {
            if (isNew && channel.finishConnect()) {
                open++;
                key.interestOps(SelectionKey.OP_READ);
                return;
            }
            unread.clear();
            if (channel.read(unread) >= 0) {
                return;
            }
        } catch (IOException reset) {
            refused += isNew ? 1 : 0;
        }
        open -= isNew ? 0 : 1;
        closed += isNew ? 0 : 1;
        again(channel, (Place) key.attachment());
    }

    private void answered(Place place) {
        unanswered -= place.isAnswered ? 0 : 1;
        place.isAnswered = true;
    }

    private void again(SocketChannel closed, Place place) {
        try {
            closed.close();
            open(place);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void churn(InetSocketAddress there) {
        while (true) {
            try (var socket = new Socket(there.getAddress(), there.getPort())) {
                socket.getOutputStream().write(PREFACE);
            } catch (IOException refused) {
                // Again.
            }
        }
    }
}
