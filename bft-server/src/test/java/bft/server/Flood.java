package bft.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A process that opens connections to a port: {@code silent PORT COUNT} keeps so many that say
 * nothing, {@code churn PORT THREADS} opens and closes them as fast as it can. It prints a line
 * when it has begun, and ends with its input.
 */
final class Flood {
    private static final byte[] PREFACE = Http2Socket.PREFACE.getBytes(StandardCharsets.US_ASCII);

    private Flood() {}

    public static void main(String[] args) throws IOException {
        var there =
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[1]));
        int count = Integer.parseInt(args[2]);
        List<SocketChannel> silent =
                args[0].equals("silent") ? silent(there, count) : new ArrayList<>();
        if (silent.isEmpty()) {
            for (int i = 0; i < count; i++) {
                var thread = new Thread(() -> churn(there));
                thread.setDaemon(true);
                thread.start();
            }
        }
        System.out.println("begun");
        while (System.in.read() >= 0) {
            // Until the test is over.
        }
        for (SocketChannel one : silent) {
            one.close();
        }
    }

    /** The system goes on trying to connect those that the server does not accept at once. */
    private static List<SocketChannel> silent(InetSocketAddress there, int count)
            throws IOException {
        List<SocketChannel> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            SocketChannel one = SocketChannel.open();
            one.configureBlocking(false);
            one.connect(there);
            all.add(one);
        }
        return all;
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
