package bft.worker.wire;

import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalInt;

/**
 * One message of a pull or push stream: an envelope around either a header or one chunk of data,
 * read and written without generated code, so that data are copied only once between the row and
 * the network buffer. A {@link bft.worker.codec.GradientCodec} interprets the data.
 *
 * <p>A frame refers to the buffer that it was read from and keeps it alive: decode it and discard
 * it soon.
 */
public final class Frame {

    /** Most bytes that precede the data. */
    public static final int MAX_PREFIX_BYTES = 17;

    /** Free bytes before the data of a frame that is being made, for all prefixes. */
    static final int ROOM_BYTES = MessageReader.PREFIX_BYTES + MAX_PREFIX_BYTES;

    private static final int HEADER_TAG = 1 << 3 | 2;
    private static final int OFFSET_TAG = 2 << 3;
    private static final int CHECKSUM_TAG = 3 << 3 | 5;
    private static final int DATA_TAG = 15 << 3 | 2;
    private static final int MAX_VARINT_BITS = 64;

    private final Buffer message;
    private final boolean header;
    private final int offset;
    private final int from;
    private final int to;
    private final OptionalInt checksum;

    private Frame(
            Buffer message, boolean header, int offset, int from, int to, OptionalInt checksum) {
        this.message = message;
        this.header = header;
        this.offset = offset;
        this.from = from;
        this.to = to;
        this.checksum = checksum;
    }

    /**
     * Puts the envelope around data at the end of a buffer. Nothing is copied.
     *
     * @param offset first coordinate of the data
     * @param bytes {@link #ROOM_BYTES} to be overwritten, then the data up to the position
     */
    static Buffer enclose(int offset, ByteBuffer bytes) {
        return enclose(offset, bytes, OptionalInt.empty());
    }

    /**
     * As {@link #enclose(int, ByteBuffer)}, with the checksum of all data up to the frame's end.
     */
    static Buffer enclose(int offset, ByteBuffer bytes, OptionalInt checksum) {
        return wrapped(bytes, start(offset, bytes, checksum));
    }

    /** The same as a whole gRPC message, with its prefix, for a stream of bytes. */
    static Buffer message(int offset, ByteBuffer bytes, OptionalInt checksum) {
        return wrapped(bytes, begin(offset, bytes, checksum));
    }

    /** Writes what precedes the data in a gRPC message, and returns where it starts. */
    static int begin(int offset, ByteBuffer bytes, OptionalInt checksum) {
        int start = start(offset, bytes, checksum);
        int message = start - MessageReader.PREFIX_BYTES;
        bytes.put(message, (byte) 0).putInt(message + 1, bytes.position() - start);
        return message;
    }

    /**
     * A buffer over the bytes of a message, for one reader: several may read the same bytes at the
     * same time, but not through the same buffer.
     */
    public static Buffer over(ByteBuffer message) {
        return BufferInternal.buffer(Unpooled.wrappedBuffer(message.duplicate()));
    }

    private static Buffer wrapped(ByteBuffer bytes, int start) {
        int length = bytes.position() - start;
        return BufferInternal.buffer(Unpooled.wrappedBuffer(bytes.array(), start, length));
    }

    /** Writes the fields before the data in a frame, and returns where they start. */
    private static int start(int offset, ByteBuffer bytes, OptionalInt checksum) {
        ByteBuffer prefix = ByteBuffer.allocate(MAX_PREFIX_BYTES);
        if (offset > 0) {
            putVarint(prefix, OFFSET_TAG);
            putVarint(prefix, offset);
        }
        if (checksum.isPresent()) {
            putVarint(prefix, CHECKSUM_TAG);
            prefix.order(ByteOrder.LITTLE_ENDIAN).putInt(checksum.getAsInt());
        }
        putVarint(prefix, DATA_TAG);
        putVarint(prefix, bytes.position() - ROOM_BYTES);
        int start = ROOM_BYTES - prefix.position();
        bytes.put(start, prefix.array(), 0, prefix.position());
        return start;
    }

    /**
     * Finds header, offset and data; unknown fields are skipped. Nothing is copied. Cost: reads a
     * few bytes, whatever the message contains.
     *
     * @param message bytes from anyone, not modified
     * @throws MalformedMessageException if they are not a frame; no input causes another exception
     */
    public static Frame parse(Buffer message) throws MalformedMessageException {
        return new Reader(message).read();
    }

    /** Whether this frame is a header, to be read by {@link Messages}; if not, it has data. */
    public boolean isHeader() {
        return header;
    }

    /** First coordinate of the data; 0 for a header. */
    int offset() {
        return offset;
    }

    /** The sender's checksum of all data up to the frame's end; empty if it sent none. */
    public OptionalInt checksum() {
        return checksum;
    }

    /** The data, or the bytes of the header: a view, or a copy if they arrived in pieces. */
    public ByteBuffer bytes() {
        return ((BufferInternal) message).getByteBuf().nioBuffer(from, to - from);
    }

    /** The data as views of the pieces in which they arrived, in order. */
    public ByteBuffer[] pieces() {
        return ((BufferInternal) message).getByteBuf().nioBuffers(from, to - from);
    }

    /** The bytes of the header field, as a view. */
    Buffer headerBytes() throws MalformedMessageException {
        if (!header) {
            throw new MalformedMessageException("got data, expected the header");
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
        private OptionalInt checksum = OptionalInt.empty();
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
                return new Frame(message, true, 0, headerFrom, headerTo, OptionalInt.empty());
            }
            if (headerFrom == ABSENT && dataFrom != ABSENT) {
                int place = Math.max(offset, 0);
                return new Frame(message, false, place, dataFrom, dataTo, checksum);
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
            } else if (tag == CHECKSUM_TAG) {
                requireFirst(checksum.isPresent() ? 0 : ABSENT, "checksum");
                int from = at;
                skip(Integer.BYTES);
                checksum = OptionalInt.of(message.getIntLE(from));
            } else if (tag == DATA_TAG) {
                requireFirst(dataFrom, "data");
                int length = readLength();
                requireInLimits(length);
                dataFrom = at;
                dataTo = skip(length);
            } else {
                skipUnknown(tag);
            }
        }

        private void skipUnknown(long tag) throws MalformedMessageException {
            int field = (int) (tag >>> 3);
            boolean known = field >= 1 && field <= 3 || field == 15;
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

        private static void requireInLimits(int bytes) throws MalformedMessageException {
            if (bytes == 0 || bytes > Protocol.CHUNK_BYTES) {
                throw new MalformedMessageException(
                        "data must have 1 to %s bytes, got %s"
                                .formatted(Protocol.CHUNK_BYTES, bytes));
            }
        }
    }
}
