package bft.server;

import bft.worker.wire.Protocol;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;

/** An HTTP/2 connection that writes any frame, and reads only when it is told to. */
final class Http2Socket implements AutoCloseable {
    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int PRIORITY = 2;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PING = 6;
    static final int GO_AWAY = 7;
    static final int WINDOW_UPDATE = 8;
    static final int CONTINUATION = 9;

    static final int NO_FLAG = 0;
    static final int END_STREAM = 1;
    static final int END_HEADERS = 4;

    static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    private static final int LONG_STRING = 127;
    private static final int BITS = 7;
    private static final int PATIENCE_MILLIS = 10_000;

    final Socket socket;
    private final DataInputStream in;

    /** A frame that the server sent. */
    record Frame(int type, int flags, int stream, byte[] payload) {}

    /** Connects and sends the preface with these settings, six bytes each. */
    Http2Socket(int port, byte[]... settings) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        in = new DataInputStream(socket.getInputStream());
        raw(PREFACE.getBytes(StandardCharsets.US_ASCII));
        send(SETTINGS, NO_FLAG, 0, join(settings));
    }

    static byte[] setting(int id, int value) {
        return new byte[] {
            0,
            (byte) id,
            (byte) (value >> 24),
            (byte) (value >> 16),
            (byte) (value >> 8),
            (byte) value
        };
    }

    static byte[] join(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    void raw(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    void send(int type, int flags, int stream, byte[] payload) throws IOException {
        raw(frame(type, flags, stream, payload));
    }

    /** The same frame many times; false if the server closes the connection before the last. */
    boolean flood(int times, byte[] frame) {
        try {
            for (int i = 0; i < times; i++) {
                raw(frame);
            }
            return true;
        } catch (IOException closed) {
            return false;
        }
    }

    static byte[] frame(int type, int flags, int stream, byte[] payload) {
        int length = payload.length;
        var head =
                new byte[] {
                    (byte) (length >> 16),
                    (byte) (length >> 8),
                    (byte) length,
                    (byte) type,
                    (byte) flags,
                    (byte) (stream >> 24),
                    (byte) (stream >> 16),
                    (byte) (stream >> 8),
                    (byte) stream
                };
        return join(head, payload);
    }

    /** The headers of a call, without compression. */
    static byte[] call(String method, String token) {
        byte[] post = {(byte) 0x83, (byte) 0x86};
        byte[] path = literal(":path", "/bft.v1.ParameterServer/" + method);
        byte[] type = literal("content-type", "application/grpc");
        byte[] authority = literal(":authority", "a");
        byte[] authorization =
                token.isEmpty()
                        ? new byte[0]
                        : literal(Protocol.AUTHORIZATION, Protocol.BEARER + token);
        return join(post, path, authority, type, authorization);
    }

    /** A message of gRPC. */
    static byte[] message(byte[] bytes) {
        return join(new byte[] {0, 0, 0, (byte) (bytes.length >> 8), (byte) bytes.length}, bytes);
    }

    /** A header that is not indexed. */
    static byte[] literal(String name, String value) {
        return join(new byte[] {0}, text(name), text(value));
    }

    /** A header that the other end has to keep in its table, at the index 62. */
    static byte[] indexed(String name, String value) {
        return join(new byte[] {0x40}, text(name), text(value));
    }

    private static byte[] text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        var length = new ByteArrayOutputStream();
        if (bytes.length < LONG_STRING) {
            length.write(bytes.length);
        } else {
            length.write(LONG_STRING);
            int rest = bytes.length - LONG_STRING;
            while (rest > LONG_STRING) {
                length.write(1 << BITS | rest & LONG_STRING);
                rest >>= BITS;
            }
            length.write(rest);
        }
        return join(length.toByteArray(), bytes);
    }

    /** Reads until a frame that is looked for. */
    Frame await(Predicate<Frame> wanted) throws IOException {
        while (true) {
            Frame frame = read();
            if (wanted.test(frame)) {
                return frame;
            }
        }
    }

    private Frame read() throws IOException {
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        return new Frame(type, flags, in.readInt(), in.readNBytes(length));
    }

    /** Reads until the server closes the connection; false if it stays open. */
    boolean isClosed() {
        try {
            while (socket.getInputStream().read() >= 0) {
                // What the server says before is of no interest.
            }
            return true;
        } catch (IOException reset) {
            return !(reset instanceof java.net.SocketTimeoutException);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
