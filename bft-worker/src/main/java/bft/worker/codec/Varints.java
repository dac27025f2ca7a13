package bft.worker.codec;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A cursor over the varints of a chunk. */
final class Varints {
    static final int MAX_BYTES = 5;
    private static final int PAYLOAD = 7;
    private static final int MORE = 0x80;

    private final ByteBuffer bytes;
    private int at;

    /**
     * @param chunk not modified, nor its position
     * @param offset of the first number in the chunk
     */
    Varints(ByteBuffer chunk, int offset) {
        this.bytes = chunk.slice().order(ByteOrder.LITTLE_ENDIAN);
        this.at = offset;
    }

    static void put(ByteBuffer out, int number) {
        int rest = number;
        while (rest >= MORE) {
            out.put((byte) (rest | MORE));
            rest >>>= PAYLOAD;
        }
        out.put((byte) rest);
    }

    /** The chunk from its beginning. */
    ByteBuffer bytes() {
        return bytes;
    }

    /**
     * The next number, which is not negative.
     *
     * @throws MalformedChunkException if it is cut off or does not fit an int
     */
    int next() throws MalformedChunkException {
        long number = 0;
        for (int i = 0; i < MAX_BYTES; i++) {
            int part = bytes.get(skip(1));
            number |= (long) (part & MORE - 1) << i * PAYLOAD;
            if (part >= 0) {
                if (number > Integer.MAX_VALUE) {
                    break;
                }
                return (int) number;
            }
        }
        throw new MalformedChunkException("a number at byte %s exceeds 2147483647".formatted(at));
    }

    /**
     * Skips this many bytes.
     *
     * @return offset of the first of them
     * @throws MalformedChunkException if fewer bytes are left
     */
    int skip(int length) throws MalformedChunkException {
        int left = bytes.limit() - at;
        if (length < 0 || length > left) {
            throw new MalformedChunkException(
                    "data ends %s bytes after byte %s, expected %s bytes there"
                            .formatted(Math.max(0, left), at, length));
        }
        at += length;
        return at - length;
    }

    /**
     * @throws MalformedChunkException if there are bytes left
     */
    void requireEnd() throws MalformedChunkException {
        if (at != bytes.limit()) {
            throw new MalformedChunkException(
                    "data has %s bytes after its last run".formatted(bytes.limit() - at));
        }
    }
}
