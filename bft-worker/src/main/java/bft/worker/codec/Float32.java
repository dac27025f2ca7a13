package bft.worker.codec;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Every coordinate as a little-endian IEEE 754 float, to the bit. */
public record Float32() implements GradientCodec {

    @Override
    public String name() {
        return "float32";
    }

    @Override
    public int number() {
        return 0;
    }

    @Override
    public long maxBytes(int coordinates) {
        return (long) coordinates * Float.BYTES;
    }

    @Override
    public int maxCoordinates(int bytes) {
        return bytes / Float.BYTES;
    }

    @Override
    public void encode(float[] values, int from, int to, ByteBuffer out) {
        ByteBuffer chunk = out.slice().order(ByteOrder.LITTLE_ENDIAN);
        chunk.asFloatBuffer().put(values, from, to - from);
        out.position(out.position() + (to - from) * Float.BYTES);
    }

    @Override
    public int coordinates(ByteBuffer chunk) throws MalformedChunkException {
        return FixedWidth.coordinates(chunk, Float.BYTES);
    }

    @Override
    public int decode(ByteBuffer chunk, float[] row, int from, int to) {
        ByteBuffer bytes = chunk.slice().order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().get(row, from, to - from);
        return allFinite(row, from, to) ? -1 : firstNonFinite(row, from);
    }

    /**
     * Zero times a finite value is zero, times any other it is NaN. Four sums, because each
     * addition waits for the one before it in its sum.
     */
    private static boolean allFinite(float[] row, int from, int to) {
        float a = 0;
        float b = 0;
        float c = 0;
        float d = 0;
        int k = from;
        for (; k < to - 3; k += 4) {
            a += 0f * row[k];
            b += 0f * row[k + 1];
            c += 0f * row[k + 2];
            d += 0f * row[k + 3];
        }
        for (; k < to; k++) {
            a += 0f * row[k];
        }
        return a + b + c + d == 0;
    }

    private static int firstNonFinite(float[] row, int from) {
        int k = from;
        while (Float.isFinite(row[k])) {
            k++;
        }
        return k;
    }
}
