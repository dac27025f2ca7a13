package bft.worker.codec;

import java.nio.ByteBuffer;

/** Each value as a float32. */
record WholeValues() implements ValueCode {

    @Override
    public int bytes(int count) {
        return count * Float.BYTES;
    }

    @Override
    public void write(float[] gradient, int[] kept, int first, int last, ByteBuffer out) {
        for (int i = first; i < last; i++) {
            out.putFloat(gradient[kept[i]]);
        }
    }

    @Override
    public void check(ByteBuffer chunk, int at, int count) {}

    @Override
    public float read(ByteBuffer chunk, int at, int count, int i) {
        return chunk.getFloat(at + i * Float.BYTES);
    }
}
