package bft.aggregation.state;

import bft.spec.Text;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ReadableByteChannel;
import java.util.function.Supplier;
import java.util.zip.CRC32C;

/** Checks blocks and returns their content; {@link SnapshotFormat} describes the format. */
final class BlockReader {
    private static final int HEADER_BYTES = Long.BYTES + Integer.BYTES;

    private final ReadableByteChannel channel;
    private final long limit;
    private final Supplier<String> field;
    private final CRC32C checksum = new CRC32C();

    /** The content of one block; position to limit has not been returned yet. */
    private final ByteBuffer buffer;

    /** Offset in the channel of the buffer's first byte. */
    private long start;

    /** Bytes read from the channel. */
    private long taken;

    /** Offset in the channel of the value returned last. */
    private long last;

    /**
     * @param limit maximum number of bytes read from the channel
     * @param field what is being read, for messages
     */
    BlockReader(ReadableByteChannel channel, long limit, Supplier<String> field) {
        this.channel = channel;
        this.limit = limit;
        this.field = field;
        long size = Math.min(Math.max(limit, HEADER_BYTES), BlockWriter.BLOCK_BYTES + HEADER_BYTES);
        buffer = ByteBuffer.allocate((int) size).order(ByteOrder.LITTLE_ENDIAN).limit(0);
    }

    void readHeader() throws IOException {
        fill(HEADER_BYTES);
        checksum.update(buffer.duplicate());
        if (buffer.getLong() != BlockWriter.MAGIC) {
            throw malformed(0, "not a snapshot, it begins with other bytes");
        }
        int version = buffer.getInt();
        if (version != BlockWriter.VERSION) {
            throw malformed(
                    Long.BYTES,
                    "format version " + version + ", this program reads " + BlockWriter.VERSION);
        }
    }

    private void nextBlock() throws IOException {
        long at = taken;
        if (blockLength() == 0) {
            throw malformed(at, "the end mark, the snapshot needs more");
        }
    }

    /** Checks that all content has been returned and the end mark follows. */
    void readEnd() throws IOException {
        if (buffer.hasRemaining() || blockLength() != 0) {
            throw malformed(offset(), buffer.remaining() + " bytes too many, need the end mark");
        }
    }

    private int blockLength() throws IOException {
        long at = taken;
        fill(Integer.BYTES);
        checksum.update(buffer.duplicate());
        int length = buffer.getInt();
        if (length < 0 || length > BlockWriter.BLOCK_BYTES) {
            throw malformed(
                    at, "a block of " + length + " bytes, at most " + BlockWriter.BLOCK_BYTES);
        }
        fill(length + Integer.BYTES);
        checksum.update(buffer.duplicate().limit(length));
        int computed = (int) checksum.getValue();
        if (buffer.getInt(length) != computed) {
            throw malformed(
                    at,
                    Text.of(
                            "a damaged block of %s bytes, checksum %08x, need %08x",
                            length, buffer.getInt(length), computed));
        }
        buffer.limit(length);
        return length;
    }

    private void fill(int bytes) throws IOException {
        if (bytes > limit - taken) {
            throw malformed(taken, bytes + " more bytes, at most " + limit + " in all");
        }
        start = taken;
        buffer.clear().limit(bytes);
        while (buffer.hasRemaining()) {
            int count = channel.read(buffer);
            if (count < 0) {
                throw malformed(taken, "cut off here, need " + buffer.remaining() + " bytes more");
            }
            taken += count;
        }
        buffer.flip();
    }

    /** Offset in the channel of the next value. */
    long offset() {
        return start + buffer.position();
    }

    /** Bytes that the limit leaves for the next values. */
    long left() {
        return limit - offset();
    }

    /** The error for a value returned last that must not be accepted. */
    MalformedSnapshotException refused(String what) {
        return malformed(last, what);
    }

    MalformedSnapshotException malformed(long offset, String what) {
        return new MalformedSnapshotException(
                "%s at byte %s: %s".formatted(field.get(), offset, what));
    }

    private ByteBuffer need(int bytes) throws IOException {
        if (!buffer.hasRemaining()) {
            nextBlock();
        }
        last = offset();
        if (buffer.remaining() < bytes) {
            throw refused("a number of " + bytes + " bytes, the block has " + buffer.remaining());
        }
        return buffer;
    }

    byte getByte() throws IOException {
        return need(Byte.BYTES).get();
    }

    int getInt() throws IOException {
        return need(Integer.BYTES).getInt();
    }

    long getLong() throws IOException {
        return need(Long.BYTES).getLong();
    }

    void get(byte[] values, int from, int to) throws IOException {
        for (int at = from; at < to; ) {
            int count = Math.min(need(Byte.BYTES).remaining(), to - at);
            buffer.get(values, at, count);
            at += count;
        }
    }

    void get(float[] values) throws IOException {
        for (int at = 0; at < values.length; ) {
            int there = need(Float.BYTES).remaining() / Float.BYTES;
            int count = Math.min(there, values.length - at);
            buffer.asFloatBuffer().get(values, at, count);
            buffer.position(buffer.position() + Float.BYTES * count);
            at += count;
        }
    }
}
