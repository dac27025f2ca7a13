package bft.worker.codec;

import bft.aggregation.kernels.Finite;
import java.nio.ByteBuffer;

/**
 * IEEE 754 halves, little-endian: 11 bits of precision up to 65,504 in half the bytes; sizes below
 * 6e-8 become 0. Values are rounded to the nearest, ties to even, and to the largest finite one
 * rather than to infinity; infinities and NaN are kept.
 */
record Float16() implements FixedWidth.Coding {
    private static final int PIECE = 4096;

    @Override
    public void write(float[] gradient, int from, int to, ByteBuffer chunk) {
        int at = chunk.arrayOffset();
        ChunkBytes.KERNELS.toHalves(gradient, from, to, chunk.array(), at);
    }

    @Override
    public int read(ByteBuffer chunk, float[] row, int from, int to) {
        var bytes = new ChunkBytes(chunk, PIECE);
        for (int k = from; k < to; k += PIECE / Short.BYTES) {
            int end = Math.min(to, k + PIECE / Short.BYTES);
            int at = bytes.load((k - from) * Short.BYTES, (end - k) * Short.BYTES);
            ChunkBytes.KERNELS.fromHalves(bytes.array(), at, row, k, end);
        }
        return Finite.firstNonFinite(row, from, to);
    }
}
