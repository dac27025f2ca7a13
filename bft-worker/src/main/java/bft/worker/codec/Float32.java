package bft.worker.codec;

import bft.aggregation.kernels.Finite;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Every coordinate as a little-endian IEEE 754 float, without loss. */
public record Float32() implements FixedWidth {

    @Override
    public String name() {
        return "float32";
    }

    @Override
    public int number() {
        return 0;
    }

    @Override
    public int width() {
        return Float.BYTES;
    }

    @Override
    public Encoder encoder(float[] gradient, long seed) {
        return (from, to, out) -> {
            ByteBuffer chunk = out.slice().order(ByteOrder.LITTLE_ENDIAN);
            chunk.asFloatBuffer().put(gradient, from, to - from);
            out.position(out.position() + (to - from) * Float.BYTES);
        };
    }

    @Override
    public int decode(ByteBuffer chunk, float[] row, int from, int to) {
        ByteBuffer bytes = chunk.slice().order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().get(row, from, to - from);
        return Finite.firstNonFinite(row, from, to);
    }
}
