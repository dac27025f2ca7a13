package bft.worker.codec;

import bft.aggregation.kernels.Finite;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A version of the model as what has changed since another that the reader has, without loss: to
 * the bit, whatever the values are.
 *
 * <p>Finite floats are ordered like whole numbers of 32 bits, their ranks. Sent is the difference
 * of ranks, with its sign in the lowest bit, in as few bits as the largest of {@value #BLOCK}
 * neighbours needs. Data is the number of coordinates as four bytes, little-endian, the number of
 * bits for each block of them, a byte each, then the differences, the first in the lowest bits, of
 * each block in whole bytes.
 *
 * <p>Nothing is known here about the other version: {@link #decode} changes a row that holds it.
 */
public final class Delta implements GradientCodec {
    static final int BLOCK = 16;
    private static final int HEADER = Integer.BYTES;
    private static final int MOST_BITS = Integer.SIZE;

    Delta() {}

    @Override
    public String name() {
        return "delta";
    }

    @Override
    public String format() {
        return name();
    }

    @Override
    public int number() {
        return 12;
    }

    private static int blocks(int coordinates) {
        return (int) ((coordinates + BLOCK - 1L) / BLOCK);
    }

    private static int bytes(int coordinates, int bits) {
        return (coordinates * bits + Byte.SIZE - 1) / Byte.SIZE;
    }

    @Override
    public long maxBytes(int coordinates) {
        return HEADER + blocks(coordinates) + (long) Float.BYTES * coordinates;
    }

    /** Whole blocks, unless there is room for a part of one only. */
    @Override
    public int maxCoordinates(int bytes) {
        int whole = (bytes - HEADER) / (1 + BLOCK * Float.BYTES);
        return whole > 0 ? whole * BLOCK : Math.max(0, (bytes - HEADER - 1) / Float.BYTES);
    }

    /** A difference to zeros. */
    @Override
    public Encoder encoder(float[] values, long seed) {
        return encoder(new float[values.length], values);
    }

    /**
     * What has changed. Neither array is modified.
     *
     * @param held what the reader has
     * @param values of the same length
     */
    public Encoder encoder(float[] held, float[] values) {
        return (from, to, out) -> {
            ByteBuffer chunk = out.slice().order(ByteOrder.LITTLE_ENDIAN);
            chunk.putInt(to - from);
            var bits = new BitWriter(chunk.position(HEADER + blocks(to - from)));
            var changes = new int[BLOCK];
            for (int k = from; k < to; k += BLOCK) {
                int length = Math.min(BLOCK, to - k);
                int all = 0;
                for (int i = 0; i < length; i++) {
                    changes[i] = change(held[k + i], values[k + i]);
                    all |= changes[i];
                }
                int width = MOST_BITS - Integer.numberOfLeadingZeros(all);
                chunk.put(HEADER + (k - from) / BLOCK, (byte) width);
                bits.write(changes, length, width);
            }
            out.position(out.position() + chunk.position());
        };
    }

    /** The difference of ranks modulo 2^32, its sign in the lowest bit. */
    private static int change(float held, float value) {
        int difference = rank(Float.floatToRawIntBits(value)) - rank(Float.floatToRawIntBits(held));
        return difference << 1 ^ difference >> Integer.SIZE - 1;
    }

    /** From the bits of a float to its rank, and back. */
    private static int rank(int bits) {
        return bits ^ bits >> Integer.SIZE - 1 & Integer.MAX_VALUE;
    }

    /** Appends numbers of a few bits. */
    private static final class BitWriter {
        private final ByteBuffer out;

        /**
         * @param out little-endian, at the position where they begin
         */
        BitWriter(ByteBuffer out) {
            this.out = out;
        }

        /** Writes numbers in whole bytes. */
        void write(int[] numbers, int count, int width) {
            long waiting = 0;
            int filled = 0;
            for (int i = 0; i < count; i++) {
                waiting |= (numbers[i] & 0xFFFF_FFFFL) << filled;
                filled += width;
                if (filled >= Integer.SIZE) {
                    out.putInt((int) waiting);
                    waiting >>>= Integer.SIZE;
                    filled -= Integer.SIZE;
                }
            }
            for (; filled > 0; filled -= Byte.SIZE) {
                out.put((byte) waiting);
                waiting >>>= Byte.SIZE;
            }
        }
    }

    @Override
    public int coordinates(ByteBuffer chunk) throws MalformedChunkException {
        int got = chunk.remaining();
        if (got < HEADER) {
            throw new MalformedChunkException(
                    "data must begin with %s bytes that count coordinates, got %s"
                            .formatted(HEADER, got));
        }
        ByteBuffer data = chunk.slice().order(ByteOrder.LITTLE_ENDIAN);
        int count = data.getInt(0);
        if (count < 1 || HEADER + blocks(count) > got) {
            throw new MalformedChunkException(
                    "data of %s coordinates cannot have %s bytes"
                            .formatted(Integer.toUnsignedString(count), got));
        }
        requireLength(data, count);
        return count;
    }

    private static void requireLength(ByteBuffer data, int count) throws MalformedChunkException {
        int blocks = blocks(count);
        long needed = HEADER + blocks;
        for (int block = 0; block < blocks; block++) {
            int width = data.get(HEADER + block) & 0xFF;
            if (width > MOST_BITS) {
                throw new MalformedChunkException(
                        "a difference has at most %s bits, got %s".formatted(MOST_BITS, width));
            }
            needed += bytes(Math.min(BLOCK, count - block * BLOCK), width);
        }
        if (needed != data.limit()) {
            throw new MalformedChunkException(
                    "data of %s coordinates must have %s bytes, got %s"
                            .formatted(count, needed, data.limit()));
        }
    }

    /**
     * {@inheritDoc}
     *
     * @param row holds the other version before, and this one after
     */
    @Override
    public int decode(ByteBuffer chunk, float[] row, int from, int to) {
        ByteBuffer data = chunk.slice().order(ByteOrder.LITTLE_ENDIAN);
        int at = HEADER + blocks(to - from);
        for (int k = from; k < to; k += BLOCK) {
            int end = Math.min(to, k + BLOCK);
            int width = data.get(HEADER + (k - from) / BLOCK);
            if (width > 0) {
                change(data, at, width, row, k, end);
                at += bytes(end - k, width);
            }
        }
        return Finite.firstNonFinite(row, from, to);
    }

    private static void change(ByteBuffer data, int at, int width, float[] row, int from, int to) {
        long mask = (1L << width) - 1;
        int last = data.limit() - Long.BYTES;
        long bit = (long) at * Byte.SIZE;
        for (int k = from; k < to; k++, bit += width) {
            int start = Math.max(0, Math.min((int) (bit >>> 3), last));
            long eight = last < 0 ? tail(data) : data.getLong(start);
            int change = (int) (eight >>> bit - (long) start * Byte.SIZE & mask);
            int difference = change >>> 1 ^ -(change & 1);
            int rank = rank(Float.floatToRawIntBits(row[k])) + difference;
            row[k] = Float.intBitsToFloat(rank(rank));
        }
    }

    /** All of less than eight bytes. */
    private static long tail(ByteBuffer data) {
        long all = 0;
        for (int i = data.limit() - 1; i >= 0; i--) {
            all = all << Byte.SIZE | data.get(i) & 0xFF;
        }
        return all;
    }
}
