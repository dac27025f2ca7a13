package bft.worker.wire;

import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * One message of a pull or push stream, which holds either a header or a run of floats, read and
 * written without generated code: floats go between the row and the network buffer with one copy.
 *
 * <p>A frame refers to the buffer that it was read from, which keeps that buffer alive: copy and
 * drop.
 */
public final class Frame {

    private static final int HEADER_TAG = 1 << 3 | 2;
    private static final int OFFSET_TAG = 2 << 3;
    private static final int DATA_TAG = 15 << 3 | 2;
    private static final int MAX_PREFIX_BYTES = 12;
    private static final int MAX_VARINT_BITS = 64;

    private final Buffer message;
    private final boolean header;
    private final int offset;
    private final int from;
    private final int to;

    private Frame(Buffer message, boolean header, int offset, int from, int to) {
        this.message = message;
        this.header = header;
        this.offset = offset;
        this.from = from;
        this.to = to;
    }

    /**
     * Encodes {@code values[from, from + count)} as the run at offset {@code from}. Cost: one copy.
     *
     * @param values not modified
     * @throws IllegalArgumentException if the run is empty, longer than a chunk or not in values
     */
    public static Buffer encode(float[] values, int from, int count) {
        int limit = Math.min(values.length - from, Protocol.CHUNK_BYTES / Float.BYTES);
        if (from < 0 || count < 1 || count > limit) {
            throw new IllegalArgumentException(
                    "a frame takes 1 to %s of %s floats from %s, got %s"
                            .formatted(limit, values.length, from, count));
        }
        int dataBytes = count * Float.BYTES;
        ByteBuffer out = ByteBuffer.allocate(MAX_PREFIX_BYTES + dataBytes);
        if (from > 0) {
            putVarint(out, OFFSET_TAG);
            putVarint(out, from);
        }
        putVarint(out, DATA_TAG);
        putVarint(out, dataBytes);
        out.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(values, from, count);
        int bytes = out.position() + dataBytes;
        return BufferInternal.buffer(Unpooled.wrappedBuffer(out.array(), 0, bytes));
    }

    /**
     * Finds header, offset and data; unknown fields are skipped. Nothing is copied. Cost: a few
     * bytes looked at, whatever the message says.
     *
     * @param message bytes from anyone, not modified
     * @throws MalformedMessageException if they are not a frame; nothing else, whatever the bytes
     */
    public static Frame parse(Buffer message) throws MalformedMessageException {
        return new Reader(message).read();
    }

    /** Whether this frame is a header, to be read by {@link Messages}; if not, it has floats. */
    public boolean isHeader() {
        return header;
    }

    /** How many floats it has: 0 for a header, else 1 to the chunk's limit. */
    public int count() {
        return header ? 0 : (to - from) / Float.BYTES;
    }

    /**
     * Copies the floats to their place in the row.
     *
     * @param row of d values, modified from {@code due} on as far as the frame reaches
     * @param due where the frame before ended
     * @return where this frame ends
     * @throws MalformedMessageException if the frame is a header, begins elsewhere or reaches
     *     beyond the row; the row is then not modified
     */
    public int copyTo(float[] row, int due) throws MalformedMessageException {
        if (header) {
            throw new MalformedMessageException(
                    "a second header came where data at offset %s was due".formatted(due));
        }
        if (offset != due) {
            throw new MalformedMessageException(
                    "data at offset %s came where offset %s was due".formatted(offset, due));
        }
        if (count() > row.length - offset) {
            throw new MalformedMessageException(
                    "%s floats at offset %s exceed the dimension %s"
                            .formatted(count(), offset, row.length));
        }
        ((BufferInternal) message)
                .getByteBuf()
                .nioBuffer(from, to - from)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(row, offset, count());
        return offset + count();
    }

    /** The bytes of the header field, as a view. */
    Buffer headerBytes() throws MalformedMessageException {
        if (!header) {
            throw new MalformedMessageException("data came where the header was due");
        }
        return message.slice(from, to);
    }

    private static void putVarint(ByteBuffer out, int value) {
        int rest = value;
        while (rest > 0x7F) {
            out.put((byte) (rest & 0x7F | 0x80));
            rest >>>= 7;
        }
        out.put((byte) rest);
    }

    /** A cursor over the fields of one message. */
    private static final class Reader {

        private static final int ABSENT = -1;

        private final Buffer message;
        private final int end;
        private int at;
        private int headerFrom = ABSENT;
        private int headerTo;
        private int offset = ABSENT;
        private int dataFrom = ABSENT;
        private int dataTo;

        Reader(Buffer message) {
            this.message = message;
            this.end = message.length();
        }

        Frame read() throws MalformedMessageException {
            while (at < end) {
                readField(readVarint());
            }
            if (headerFrom != ABSENT && dataFrom == ABSENT) {
                return new Frame(message, true, 0, headerFrom, headerTo);
            }
            if (headerFrom == ABSENT && dataFrom != ABSENT) {
                return new Frame(message, false, Math.max(offset, 0), dataFrom, dataTo);
            }
            throw new MalformedMessageException(
                    "a frame has either a header or data, got "
                            + (headerFrom == ABSENT ? "neither" : "both"));
        }

        private void readField(long tag) throws MalformedMessageException {
            if (tag == HEADER_TAG) {
                requireFirst(headerFrom, "header");
                int length = readLength();
                headerFrom = at;
                headerTo = skip(length);
            } else if (tag == OFFSET_TAG) {
                requireFirst(offset, "offset");
                offset = readOffset();
            } else if (tag == DATA_TAG) {
                requireFirst(dataFrom, "data");
                int length = readLength();
                requireWholeChunk(length);
                dataFrom = at;
                dataTo = skip(length);
            } else {
                skipUnknown(tag);
            }
        }

        private void skipUnknown(long tag) throws MalformedMessageException {
            int field = (int) (tag >>> 3);
            boolean known = field == 1 || field == 2 || field == 15;
            if (known || field == 0 || tag < 0 || tag > 0xFFFF_FFFFL) {
                throw new MalformedMessageException("no field has the tag %s".formatted(tag));
            }
            switch ((int) (tag & 7)) {
                case 0 -> readVarint();
                case 1 -> skip(Long.BYTES);
                case 2 -> skip(readLength());
                case 5 -> skip(Integer.BYTES);
                default ->
                        throw new MalformedMessageException(
                                "wire type %s is not supported".formatted(tag & 7));
            }
        }

        private int readOffset() throws MalformedMessageException {
            long value = readVarint();
            if (value < 0 || value >= Protocol.MAX_DIMENSION) {
                throw new MalformedMessageException(
                        "offset must be less than %s, got %s"
                                .formatted(Protocol.MAX_DIMENSION, Long.toUnsignedString(value)));
            }
            return (int) value;
        }

        private int readLength() throws MalformedMessageException {
            long length = readVarint();
            requireLeft(length);
            return (int) length;
        }

        private int skip(int bytes) throws MalformedMessageException {
            requireLeft(bytes);
            at += bytes;
            return at;
        }

        private void requireLeft(long bytes) throws MalformedMessageException {
            if (bytes < 0 || bytes > end - at) {
                throw new MalformedMessageException(
                        "a field of %s bytes exceeds the %s that are left"
                                .formatted(Long.toUnsignedString(bytes), end - at));
            }
        }

        private long readVarint() throws MalformedMessageException {
            long value = 0;
            for (int shift = 0; shift < MAX_VARINT_BITS; shift += 7) {
                if (at == end) {
                    throw new MalformedMessageException("the message ends inside a number");
                }
                byte next = message.getByte(at++);
                value |= (next & 0x7FL) << shift;
                if (next >= 0) {
                    return value;
                }
            }
            throw new MalformedMessageException("a number has more than 10 bytes");
        }

        private static void requireFirst(int seen, String field) throws MalformedMessageException {
            if (seen != ABSENT) {
                throw new MalformedMessageException("a frame has two fields " + field);
            }
        }

        private static void requireWholeChunk(int bytes) throws MalformedMessageException {
            if (bytes == 0 || bytes > Protocol.CHUNK_BYTES || bytes % Float.BYTES != 0) {
                throw new MalformedMessageException(
                        "data must have 4 to %s bytes, a multiple of 4, got %s"
                                .formatted(Protocol.CHUNK_BYTES, bytes));
            }
        }
    }
}
