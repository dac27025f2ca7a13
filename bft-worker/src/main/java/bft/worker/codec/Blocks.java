package bft.worker.codec;

import bft.spec.BadArgument;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The layout of chunks in which each block of coordinates has a scale: the number of coordinates as
 * four bytes, then for each block the scale as a float32 and a few bits for each coordinate, padded
 * to whole bytes. All numbers are little-endian. The last block may be shorter.
 */
record Blocks(int block, int bits) {
    static final int MIN_BLOCK = 8;
    static final int MAX_BLOCK = 1 << 15;
    private static final int HEADER = Integer.BYTES;

    /**
     * @throws IllegalArgumentException if the length of blocks is outside its limits
     */
    Blocks {
        BadArgument.when(block < MIN_BLOCK || block > MAX_BLOCK || block % MIN_BLOCK != 0)
                .because(
                        "block must be a multiple of %s in [%s, %s], got %s",
                        MIN_BLOCK, MIN_BLOCK, MAX_BLOCK, block);
    }

    /** Writes one block of a chunk. */
    interface Writer {
        /**
         * @param codes where the codes of the block begin in the array
         * @return the scale
         */
        float write(int from, int to, byte[] array, int codes);
    }

    /** Reads one block of a chunk, whose scale is not negative and within the limit. */
    interface Reader {
        void read(byte[] array, int codes, float scale, int from, int to);
    }

    /** Bytes of the codes for this many coordinates. */
    int codeBytes(int coordinates) {
        return (coordinates * bits + Byte.SIZE - 1) / Byte.SIZE;
    }

    /** Bytes of a chunk of this many coordinates. */
    long bytes(int coordinates) {
        long whole = coordinates / block;
        int rest = coordinates % block;
        long bytes = HEADER + whole * (Float.BYTES + codeBytes(block));
        return rest == 0 ? bytes : bytes + Float.BYTES + codeBytes(rest);
    }

    /** Whole blocks if there is room for one, so that blocks begin at the same positions. */
    int maxCoordinates(int bytes) {
        int whole = (bytes - HEADER) / (Float.BYTES + codeBytes(block));
        int inPart = (bytes - HEADER - Float.BYTES) * Byte.SIZE / bits;
        return whole > 0 ? whole * block : Math.max(0, Math.min(inPart, block - 1));
    }

    int coordinates(ByteBuffer chunk) throws MalformedChunkException {
        int got = chunk.remaining();
        if (got < HEADER) {
            throw new MalformedChunkException(
                    "data must begin with %s bytes that count coordinates, got %s"
                            .formatted(HEADER, got));
        }
        int count = chunk.duplicate().order(ByteOrder.LITTLE_ENDIAN).getInt(chunk.position());
        if (count < 1 || bytes(count) != got) {
            throw new MalformedChunkException(
                    "data of %s coordinates must have %s bytes, got %s"
                            .formatted(
                                    Integer.toUnsignedString(count),
                                    count < 1 ? "other than negative or no" : bytes(count),
                                    got));
        }
        return count;
    }

    void write(int from, int to, ByteBuffer out, Writer writer) {
        ByteBuffer chunk = out.slice().order(ByteOrder.LITTLE_ENDIAN);
        chunk.putInt(to - from);
        for (int k = from; k < to; k += block) {
            int end = Math.min(to, k + block);
            int at = chunk.position();
            float scale =
                    writer.write(k, end, chunk.array(), chunk.arrayOffset() + at + Float.BYTES);
            chunk.putFloat(scale).position(at + Float.BYTES + codeBytes(end - k));
        }
        out.position(out.position() + chunk.position());
    }

    /**
     * @return index in the row of the first scale that is not finite, -1 if all are; such a block
     *     has its scale for every value
     */
    int read(ByteBuffer chunk, float[] row, int from, int to, Reader reader)
            throws MalformedChunkException {
        var bytes = new ChunkBytes(chunk, codeBytes(block));
        int firstNonFinite = -1;
        int at = HEADER;
        for (int k = from; k < to; k += block) {
            int end = Math.min(to, k + block);
            float scale = bytes.floatAt(at);
            if (Float.isFinite(scale)) {
                requireScale(scale, "the scale at coordinate " + k);
                int length = codeBytes(end - k);
                reader.read(bytes.array(), bytes.load(at + Float.BYTES, length), scale, k, end);
            } else {
                Arrays.fill(row, k, end, scale);
                firstNonFinite = firstNonFinite < 0 ? k : firstNonFinite;
            }
            at += Float.BYTES + codeBytes(end - k);
        }
        return firstNonFinite;
    }

    /** A non-finite scale passes here: it decodes to non-finite values, which are found later. */
    static void requireScale(float scale, String what) throws MalformedChunkException {
        if (scale < 0 || scale > GradientCodec.SCALE_LIMIT && Float.isFinite(scale)) {
            throw new MalformedChunkException(
                    "%s must be in [0, %s], got %s"
                            .formatted(what, GradientCodec.SCALE_LIMIT, scale));
        }
    }
}
