package bft.aggregation.state;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.util.zip.CRC32C;

/** Cuts its input into blocks with checksums; {@link SnapshotFormat} describes the format. */
final class BlockWriter {
    static final long MAGIC = 0x50414e532d544642L;
    static final int VERSION = 1;
    static final int BLOCK_BYTES = 1 << 20;

    private final WritableByteChannel channel;
    private final CRC32C checksum = new CRC32C();

    /** The header before the first block, or nothing; then length and content of one block. */
    private final ByteBuffer buffer =
            ByteBuffer.allocate(Long.BYTES + 3 * Integer.BYTES + BLOCK_BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN);

    private int lengthAt;

    BlockWriter(WritableByteChannel channel) {
        this.channel = channel;
        buffer.putLong(MAGIC).putInt(VERSION);
        beginBlock();
    }

    private void beginBlock() {
        lengthAt = buffer.position();
        buffer.putInt(0);
        buffer.limit(buffer.position() + BLOCK_BYTES);
    }

    private void endBlock() throws IOException {
        buffer.putInt(lengthAt, buffer.position() - lengthAt - Integer.BYTES);
        buffer.limit(buffer.position()).rewind();
        checksum.update(buffer);
        buffer.limit(buffer.position() + Integer.BYTES);
        buffer.putInt((int) checksum.getValue()).flip();
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        buffer.clear();
        beginBlock();
    }

    private boolean isEmpty() {
        return buffer.position() == lengthAt + Integer.BYTES;
    }

    /** The last block, and the end mark. */
    void end() throws IOException {
        if (!isEmpty()) {
            endBlock();
        }
        endBlock();
    }

    private ByteBuffer room(int bytes) throws IOException {
        if (buffer.remaining() < bytes) {
            endBlock();
        }
        return buffer;
    }

    void put(byte value) throws IOException {
        room(Byte.BYTES).put(value);
    }

    void put(int value) throws IOException {
        room(Integer.BYTES).putInt(value);
    }

    void put(long value) throws IOException {
        room(Long.BYTES).putLong(value);
    }

    void put(byte[] values) throws IOException {
        for (int at = 0; at < values.length; ) {
            int count = Math.min(room(Byte.BYTES).remaining(), values.length - at);
            buffer.put(values, at, count);
            at += count;
        }
    }

    void put(float[] values) throws IOException {
        for (int at = 0; at < values.length; ) {
            int fit = room(Float.BYTES).remaining() / Float.BYTES;
            int count = Math.min(fit, values.length - at);
            buffer.asFloatBuffer().put(values, at, count);
            buffer.position(buffer.position() + Float.BYTES * count);
            at += count;
        }
    }
}
