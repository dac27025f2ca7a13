package bft.worker.wire;

import bft.worker.codec.Codecs;
import bft.worker.codec.GradientCodec;
import bft.worker.codec.MalformedChunkException;
import bft.worker.codec.SplitFloats;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalInt;
import java.util.zip.CRC32C;

/**
 * Encodes ranges of a row as frames and decodes them, with the codec that both ends have agreed on.
 */
public final class Chunks {

    private static final int PIECE_BYTES = 1 << 13;

    private Chunks() {}

    /**
     * Encodes a range of values as one frame. Cost: one pass over it.
     *
     * @param values not modified
     * @param from first coordinate
     * @param to after the last
     * @throws IllegalArgumentException if the range is empty, too long for a frame or not in values
     */
    public static Buffer encode(GradientCodec codec, float[] values, int from, int to) {
        requireRange(codec, values, from, to);
        return Frame.enclose(from, data(codec, codec.encoder(values, 0), from, to));
    }

    /**
     * A frame as a whole gRPC message, with its prefix, for a stream of bytes.
     *
     * @param from first coordinate
     * @param to after the last; at most as many as fit in a frame
     */
    public static Buffer message(
            GradientCodec codec, GradientCodec.Encoder encoder, int from, int to) {
        return Frame.message(from, data(codec, encoder, from, to), OptionalInt.empty());
    }

    /**
     * The same in given memory.
     *
     * @param room of {@link #roomBytes}, overwritten
     * @return the part of it with the message
     */
    public static ByteBuffer message(
            GradientCodec codec, GradientCodec.Encoder encoder, int from, int to, ByteBuffer room) {
        room.clear().position(Frame.ROOM_BYTES);
        if (codec.equals(Codecs.FLOAT32) || codec.equals(Codecs.DELTA)) {
            encoder.encode(from, to, room);
        } else {
            room.put(data(codec, encoder, from, to).flip().position(Frame.ROOM_BYTES));
        }
        int start = Frame.begin(from, room, OptionalInt.empty());
        return room.flip().position(start).slice();
    }

    /** Most bytes of a message with values of a model of d parameters, in any codec for models. */
    public static int roomBytes(int d) {
        long most = Codecs.FLOAT32.maxBytes(d);
        for (GradientCodec codec : Codecs.OF_MODELS) {
            most = Math.max(most, codec.maxBytes(d));
        }
        return Frame.ROOM_BYTES + (int) Math.min(most, Protocol.CHUNK_BYTES);
    }

    private static void requireRange(GradientCodec codec, float[] values, int from, int to) {
        int most = codec.maxCoordinates(Protocol.CHUNK_BYTES);
        if (from < 0 || to <= from || to > values.length || to - from > most) {
            throw new IllegalArgumentException(
                    "a frame takes 1 to %s of %s coordinates, got [%s, %s)"
                            .formatted(most, values.length, from, to));
        }
    }

    /** The data of a range, after free space for the fields that precede them in a frame. */
    static ByteBuffer data(GradientCodec codec, GradientCodec.Encoder encoder, int from, int to) {
        int bytes = Math.toIntExact(codec.maxBytes(to - from));
        ByteBuffer out = ByteBuffer.allocate(Frame.ROOM_BYTES + bytes);
        out.position(Frame.ROOM_BYTES);
        encoder.encode(from, to, out);
        return out;
    }

    /**
     * Most bytes of data in all frames of this many coordinates, if each frame is as long as
     * allowed.
     */
    public static long maxBytes(GradientCodec codec, int coordinates) {
        int size = codec.maxCoordinates(Protocol.CHUNK_BYTES);
        int rest = coordinates % size;
        return coordinates / size * codec.maxBytes(size) + (rest == 0 ? 0 : codec.maxBytes(rest));
    }

    /**
     * Decodes a frame into its range of the row.
     *
     * @param row of d values, modified from {@code due} on as far as the frame reaches
     * @param due where the frame before ended
     * @return the range that was filled, which is still in the cache
     * @throws MalformedMessageException if the frame is a header, begins elsewhere, reaches beyond
     *     the row or is not of the codec; nothing but the range it stands for is modified
     */
    public static DecodedRange decode(Frame frame, GradientCodec codec, float[] row, int due)
            throws MalformedMessageException {
        if (frame.isHeader()) {
            throw new MalformedMessageException(
                    "got a second header, expected data at offset %s".formatted(due));
        }
        if (frame.offset() != due) {
            throw new MalformedMessageException(
                    "got data at offset %s, expected offset %s".formatted(frame.offset(), due));
        }
        try {
            ByteBuffer[] pieces = frame.pieces();
            if (pieces.length > 1 && codec.equals(Codecs.FLOAT32)) {
                return decode(new SplitFloats(pieces), row, due);
            }
            ByteBuffer chunk = pieces.length == 1 ? pieces[0] : frame.bytes();
            int count = codec.coordinates(chunk);
            requireRoom(count, row.length, due);
            int to = due + count;
            return new DecodedRange(
                    due, to, codec.decode(chunk, row, due, to), codec.values(chunk));
        } catch (MalformedChunkException e) {
            throw new MalformedMessageException(codec.name() + ": " + e.getMessage());
        }
    }

    private static DecodedRange decode(SplitFloats floats, float[] row, int due)
            throws MalformedChunkException, MalformedMessageException {
        int count = floats.count();
        requireRoom(count, row.length, due);
        return new DecodedRange(due, due + count, floats.decode(row, due), count);
    }

    /**
     * Encodes and decodes a gradient, in the same chunks as over the network.
     *
     * @param gradient not modified
     * @param seed of random choices
     * @param arrived the decoded gradient, of the same length, overwritten
     * @return index of the first decoded value that is NaN or infinite, -1 if all are finite
     */
    public static int transmit(GradientCodec codec, float[] gradient, long seed, float[] arrived) {
        int size = codec.maxCoordinates(Protocol.CHUNK_BYTES);
        int firstNonFinite = -1;
        GradientCodec.Encoder encoder = codec.encoder(gradient, seed);
        try {
            int to;
            for (int from = 0; from < gradient.length; from = to) {
                to = from + Math.min(size, gradient.length - from);
                Buffer message = Frame.enclose(from, data(codec, encoder, from, to));
                Frame frame = Frame.parse(message);
                DecodedRange range = decode(frame, codec, arrived, from);
                firstNonFinite = firstNonFinite < 0 ? range.firstNonFinite() : firstNonFinite;
            }
        } catch (MalformedMessageException e) {
            throw new IllegalStateException(
                    "a codec must decode what it encodes: " + e.getMessage(), e);
        }
        return firstNonFinite;
    }

    /**
     * Bytes of all messages with data in which a gradient travels, their prefixes included.
     *
     * @param gradient not modified
     * @param seed of random choices
     */
    public static long sentBytes(GradientCodec codec, float[] gradient, long seed) {
        int size = codec.maxCoordinates(Protocol.CHUNK_BYTES);
        GradientCodec.Encoder encoder = codec.encoder(gradient, seed);
        long bytes = 0;
        for (long from = 0; from < gradient.length; from += size) {
            int first = (int) from;
            int to = first + Math.min(size, gradient.length - first);
            ByteBuffer data = data(codec, encoder, first, to);
            bytes += Frame.message(first, data, OptionalInt.empty()).length();
        }
        return bytes;
    }

    /** CRC-32C (Castagnoli) of values as little-endian float32. */
    public static int checksum(float[] values) {
        ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        int size = PIECE_BYTES / Float.BYTES;
        var sum = new CRC32C();
        for (int from = 0; from < values.length; from += size) {
            int count = Math.min(size, values.length - from);
            piece.asFloatBuffer().put(values, from, count);
            sum.update(piece.array(), 0, count * Float.BYTES);
        }
        return (int) sum.getValue();
    }

    private static void requireRoom(int count, int dimension, int due)
            throws MalformedMessageException {
        if (count > dimension - due) {
            throw new MalformedMessageException(
                    "%s values at offset %s exceed the dimension %s"
                            .formatted(count, due, dimension));
        }
    }
}
