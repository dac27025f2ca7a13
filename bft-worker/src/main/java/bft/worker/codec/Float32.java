package bft.worker.codec;

import bft.aggregation.kernels.Finite;
import java.nio.ByteBuffer;

/** Every coordinate as a little-endian IEEE 754 float, without loss. */
record Float32() implements FixedWidth.Coding {
    @Override
    public void write(float[] gradient, int from, int to, ByteBuffer chunk) {
        chunk.asFloatBuffer().put(gradient, from, to - from);
    }

    @Override
    public int read(ByteBuffer chunk, float[] row, int from, int to) {
        chunk.asFloatBuffer().get(row, from, to - from);
        return Finite.firstNonFinite(row, from, to);
    }
}
