package bft.experiments.chaos;

import bft.worker.wire.Protocol;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.vertx.core.buffer.Buffer;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A connection that speaks HTTP/2 as badly as it is told to, and reads only when it is told to. */
final class FrameSocket implements AutoCloseable {
    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PING = 6;
    static final int WINDOW_UPDATE = 8;
    static final int CONTINUATION = 9;
    static final int NO_FLAG = 0;
    static final int END_STREAM = 1;
    static final int END_HEADERS = 4;

    static final byte[] PREFACE =
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private static final int PATIENCE_MILLIS = 3_000;
    private static final int HEAD_BYTES = 9;
    private static final int LENGTH_SHIFT = 8;
    private static final int SETTING_BYTES = 6;

    private final Socket socket;
    private final OutputStream out;
    private final DataInputStream in;
    private final DefaultHttp2HeadersEncoder encoder = new DefaultHttp2HeadersEncoder();
    private int stream = -1;

    private FrameSocket(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        out = socket.getOutputStream();
        in = new DataInputStream(socket.getInputStream());
    }

    /** A connection on which nothing has been said. */
    static FrameSocket silent(int port) throws IOException {
        return new FrameSocket(port);
    }

    /** A connection after the preface and these settings. */
    static FrameSocket open(int port, byte... settings) throws IOException {
        var open = new FrameSocket(port);
        open.write(PREFACE);
        open.frame(SETTINGS, NO_FLAG, 0, settings);
        return open;
    }

    /** A setting of HTTP/2. */
    static byte[] setting(int id, int value) {
        return ByteBuffer.allocate(SETTING_BYTES).putShort((short) id).putInt(value).array();
    }

    /** Any bytes. */
    void write(byte[] bytes) throws IOException {
        out.write(bytes);
    }

    /** Any frame. */
    void frame(int type, int flags, int onStream, byte... payload) throws IOException {
        out.write(encode(type, flags, onStream, payload));
    }

    /** The bytes of a frame. */
    static byte[] encode(int type, int flags, int onStream, byte... payload) {
        return ByteBuffer.allocate(HEAD_BYTES + payload.length)
                .putInt(payload.length << LENGTH_SHIFT | type)
                .put((byte) flags)
                .putInt(onStream)
                .put(payload)
                .array();
    }

    /**
     * Begins a call on a new stream.
     *
     * @param token empty for none
     * @param more further headers, name after name and value
     */
    int call(String method, String token, String... more) throws IOException {
        stream += 2;
        frame(HEADERS, END_HEADERS, stream, headers(method, token, more));
        return stream;
    }

    /** The headers of a call. */
    byte[] headers(String method, String token, String... more) throws IOException {
        Http2Headers headers =
                new DefaultHttp2Headers(false)
                        .method("POST")
                        .scheme("http")
                        .path("/bft.v1.ParameterServer/" + method)
                        .authority("localhost")
                        .add("content-type", "application/grpc");
        if (!token.isEmpty()) {
            headers.add(Protocol.AUTHORIZATION, Protocol.BEARER + token);
        }
        for (int k = 0; k < more.length; k += 2) {
            headers.add(more[k], more[k + 1]);
        }
        ByteBuf bytes = Unpooled.buffer();
        try {
            encoder.encodeHeaders(stream, headers, bytes);
        } catch (Http2Exception e) {
            throw new IOException(e);
        }
        return ByteBufUtil.getBytes(bytes);
    }

    /** A message of gRPC on a stream, in frames that are not too long. */
    void message(int onStream, int flags, Buffer message) throws IOException {
        Buffer framed = Buffer.buffer().appendByte((byte) 0).appendInt(message.length());
        data(onStream, flags, framed.appendBuffer(message));
    }

    /** Data on a stream. */
    void data(int onStream, int flags, Buffer bytes) throws IOException {
        int most = 1 << 14;
        for (int from = 0; from < bytes.length(); from += most) {
            int to = Math.min(bytes.length(), from + most);
            frame(DATA, to == bytes.length() ? flags : NO_FLAG, onStream, bytes.getBytes(from, to));
        }
    }

    /** The same bytes again and again; false if the server closes the connection before the end. */
    boolean flood(int times, byte[] bytes) {
        try {
            for (int k = 0; k < times; k++) {
                out.write(bytes);
            }
            return true;
        } catch (IOException closed) {
            return false;
        }
    }

    /** The same frame again and again. */
    boolean flood(int times, int type, int flags, int onStream, byte... payload) {
        return flood(times, encode(type, flags, onStream, payload));
    }

    /** Waits until a call has its answer; false if the connection ends or the time is over. */
    boolean awaitAnswer(int onStream) throws IOException {
        try {
            while (true) {
                int head = in.readInt();
                int flags = in.readUnsignedByte();
                int of = in.readInt();
                in.skipNBytes(head >>> LENGTH_SHIFT);
                int type = head & 0xFF;
                boolean ends = (flags & END_STREAM) != 0 && type <= HEADERS || type == RST_STREAM;
                if (of == onStream && ends) {
                    return true;
                }
            }
        } catch (EOFException | SocketTimeoutException over) {
            return false;
        }
    }

    /** Waits until the server closes the connection, for a few seconds. */
    void awaitClose() {
        try {
            while (in.read() >= 0) {
                // What the server says before is of no interest.
            }
        } catch (IOException closed) {
            // Or reset, or still open.
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
