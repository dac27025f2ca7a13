package bft.experiments.chaos;

import bft.worker.codec.Codecs;
import bft.worker.wire.Chunks;
import bft.worker.wire.JoinRequest;
import bft.worker.wire.Messages;
import bft.worker.wire.Protocol;
import bft.worker.wire.PullRequest;
import bft.worker.wire.PushHeader;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/** A worker that has joined over a connection on which it may send anything. */
record RawWorker(FrameSocket socket, String token, AtomicLong sequences, long newest, int dimension)
        implements AutoCloseable {
    private static final int NEVER_WAIT = 0;

    /**
     * Joins.
     *
     * @param sequences the last sequence number of this worker
     * @param settings of HTTP/2
     */
    static RawWorker join(Scene scene, String token, AtomicLong sequences, byte... settings)
            throws IOException {
        FrameSocket socket = FrameSocket.open(scene.server().ports().workers(), settings);
        var worker =
                new RawWorker(
                        socket,
                        token,
                        sequences,
                        scene.watcher().newest().version(),
                        scene.loaded().dimension());
        worker.call(
                "Join", Messages.encode(new JoinRequest(Protocol.VERSION, JoinRequest.UNNAMED)));
        return worker;
    }

    /** The header of an honest push, under the next sequence number. */
    PushHeader header() {
        long sequence = sequences.incrementAndGet();
        return new PushHeader(newest, sequence, dimension, Codecs.FLOAT32.number(), 0, false);
    }

    /** The next header, with another codec. */
    PushHeader header(int codec) {
        PushHeader honest = header();
        return new PushHeader(newest, honest.sequence(), dimension, codec, 0, false);
    }

    /** A whole gradient of the same value everywhere. */
    Buffer gradient(float value) {
        return values(value, dimension);
    }

    /** Some equal values, as a frame. */
    Buffer values(float value, int count) {
        var values = new float[count];
        Arrays.fill(values, value);
        return Chunks.encode(Codecs.FLOAT32, values, 0, count);
    }

    /** Half of the model's dimension. */
    int half() {
        return dimension / 2;
    }

    /** Pushes these messages, and waits for the answer. */
    void push(PushHeader header, Buffer... frames) throws IOException {
        var all = new Buffer[frames.length + 1];
        all[0] = Messages.encode(header);
        System.arraycopy(frames, 0, all, 1, frames.length);
        call("Push", all);
    }

    /** Begins a push, and leaves it open. */
    int begin(PushHeader header, Buffer... frames) throws IOException {
        int stream = socket.call("Push", token);
        socket.message(stream, FrameSocket.NO_FLAG, Messages.encode(header));
        for (Buffer frame : frames) {
            socket.message(stream, FrameSocket.NO_FLAG, frame);
        }
        return stream;
    }

    /** Makes a call of these messages, and waits for the answer. */
    void call(String method, Buffer... messages) throws IOException {
        socket.awaitAnswer(send(method, messages));
    }

    /** Makes a call of these messages. */
    int send(String method, Buffer... messages) throws IOException {
        int stream = socket.call(method, token);
        for (int k = 0; k < messages.length; k++) {
            int flags = k + 1 < messages.length ? FrameSocket.NO_FLAG : FrameSocket.END_STREAM;
            socket.message(stream, flags, messages[k]);
        }
        return stream;
    }

    /** Asks for the newest model. */
    int pull() throws IOException {
        return send("Pull", Messages.encode(new PullRequest(-1, NEVER_WAIT)));
    }

    /** A call with a message that claims to be compressed. */
    void compressed(Buffer zipped) throws IOException {
        int stream = socket.call("Push", token, "grpc-encoding", "gzip");
        Buffer framed = Buffer.buffer().appendByte((byte) 1).appendInt(zipped.length());
        socket.data(stream, FrameSocket.END_STREAM, framed.appendBuffer(zipped));
        socket.awaitAnswer(stream);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
