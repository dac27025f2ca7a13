package bft.worker.wire;

import bft.worker.codec.Codecs;
import bft.worker.codec.GradientCodec;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.streams.WriteStream;
import java.nio.ByteBuffer;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import java.util.zip.CRC32C;

/**
 * Writes frames to a stream no faster than the other end reads them. Used on the stream's own
 * context only.
 */
public final class FrameSender {
    private static final OptionalInt NO_CHECKSUM = OptionalInt.empty();

    private final WriteStream<Buffer> out;
    private final int count;
    private final IntConsumer frames;
    private final Promise<Void> written = Promise.promise();
    private int next;

    private FrameSender(WriteStream<Buffer> out, int count, IntConsumer frames) {
        this.out = out;
        this.count = count;
        this.frames = frames;
    }

    /**
     * Writes the frames 0 to {@code count - 1}; the stream stays open. Memory: at most the stream's
     * write queue.
     *
     * @param frames writes frame i; called once for each i, in order
     * @return completes when the last frame is handed to the stream; fails if the stream has ended
     *     before. If the other end stops reading, the future stays open: the caller sets the
     *     deadline.
     */
    public static Future<Void> send(WriteStream<Buffer> out, int count, IntConsumer frames) {
        FrameSender sender = new FrameSender(out, count, frames);
        sender.writeMore();
        return sender.written.future();
    }

    /**
     * Writes all values, cut into frames, each a gRPC message with its prefix, the last with the
     * checksum of the data. Each frame is encoded just before it is written, into memory that is
     * used again once it has left.
     *
     * @param chunkBytes most bytes of data in a frame
     * @param values not modified; the caller must not modify them before the result completes
     * @param seed of the codec's random choices
     * @param wanted called before each frame: whether the frame is still needed
     * @return as {@link #send(WriteStream, int, IntConsumer)}; fails if it is not
     */
    public static Future<Void> send(
            WriteStream<Buffer> out,
            GradientCodec codec,
            int chunkBytes,
            float[] values,
            long seed,
            BooleanSupplier wanted) {
        int size = codec.maxCoordinates(chunkBytes);
        GradientCodec.Encoder encoder = codec.encoder(values, seed);
        var sum = new CRC32C();
        int count = (int) (((long) values.length + size - 1) / size);
        return send(
                out,
                count,
                i -> {
                    if (!wanted.getAsBoolean()) {
                        throw new IllegalStateException("the rest is not needed");
                    }
                    int from = i * size;
                    int to = from + Math.min(size, values.length - from);
                    ByteBuf room = room(codec, to - from);
                    try {
                        ByteBuffer data = room.nioBuffer(0, room.capacity());
                        data.position(Frame.ROOM_BYTES);
                        encoder.encode(from, to, data);
                        sum.update(data.duplicate().flip().position(Frame.ROOM_BYTES));
                        boolean isLast = to == values.length;
                        int start = Frame.begin(from, data, isLast ? checksum(sum) : NO_CHECKSUM);
                        ByteBuf message = room.slice(start, data.position() - start);
                        out.write(BufferInternal.buffer(message))
                                .onComplete(left -> room.release());
                    } catch (RuntimeException | Error e) {
                        room.release();
                        throw e;
                    }
                });
    }

    private static OptionalInt checksum(CRC32C sum) {
        return OptionalInt.of((int) sum.getValue());
    }

    /**
     * The network takes direct memory without a copy. Not every codec can write to it, and some
     * expect zeros.
     */
    private static ByteBuf room(GradientCodec codec, int coordinates) {
        int bytes = Frame.ROOM_BYTES + Math.toIntExact(codec.maxBytes(coordinates));
        return codec.equals(Codecs.FLOAT32)
                ? PooledByteBufAllocator.DEFAULT.directBuffer(bytes, bytes)
                : Unpooled.wrappedBuffer(new byte[bytes]);
    }

    private void writeMore() {
        try {
            while (next < count) {
                if (out.writeQueueFull()) {
                    out.drainHandler(ready -> writeMore());
                    return;
                }
                frames.accept(next++);
            }
            out.drainHandler(null);
            written.tryComplete();
        } catch (IllegalStateException ended) {
            written.tryFail(ended);
        }
    }
}
