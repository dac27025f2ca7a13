package bft.worker.codec;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A codec in whose chunks every coordinate takes the same number of bytes.
 *
 * @param width bytes of a coordinate
 */
record FixedWidth(String name, int number, int width, Coding coding) implements GradientCodec {

    /** How values are written and read, little-endian. */
    interface Coding {
        /**
         * @param chunk begins with the value of coordinate {@code from}
         */
        void write(float[] gradient, int from, int to, ByteBuffer chunk);

        /** As {@link GradientCodec#decode}. */
        int read(ByteBuffer chunk, float[] row, int from, int to);
    }

    @Override
    public String format() {
        return name;
    }

    @Override
    public long maxBytes(int coordinates) {
        return (long) coordinates * width;
    }

    @Override
    public int maxCoordinates(int bytes) {
        return bytes / width;
    }

    @Override
    public int coordinates(ByteBuffer chunk) throws MalformedChunkException {
        return coordinates(chunk.remaining(), width);
    }

    /** How many coordinates so many bytes stand for. */
    static int coordinates(int bytes, int width) throws MalformedChunkException {
        if (bytes == 0 || bytes % width != 0) {
            throw new MalformedChunkException(
                    "data must have a positive multiple of %s bytes, got %s"
                            .formatted(width, bytes));
        }
        return bytes / width;
    }

    @Override
    public Encoder encoder(float[] gradient, long seed) {
        return (from, to, out) -> {
            coding.write(gradient, from, to, littleEndian(out));
            out.position(out.position() + (to - from) * width);
        };
    }

    @Override
    public int decode(ByteBuffer chunk, float[] row, int from, int to) {
        return coding.read(littleEndian(chunk), row, from, to);
    }

    private static ByteBuffer littleEndian(ByteBuffer chunk) {
        return chunk.slice().order(ByteOrder.LITTLE_ENDIAN);
    }
}
