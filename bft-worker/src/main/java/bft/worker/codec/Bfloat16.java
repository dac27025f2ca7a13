package bft.worker.codec;

import java.nio.ByteBuffer;
import java.nio.ShortBuffer;

/**
 * The upper half of every float, little-endian: the range of float32 with 8 bits of precision, in
 * half the bytes. Values are rounded to the nearest, ties to even. A finite value that would round
 * to infinity becomes the largest finite one, because infinity proves a faulty sender; infinities
 * and NaN are kept.
 *
 * <p>Google's bfloat16: Kalamkar et al., "A Study of BFLOAT16 for Deep Learning Training", 2019.
 * Hardware rounds to infinity where this clamps.
 */
record Bfloat16() implements FixedWidth.Coding {
    private static final int HALF_BITS = 16;
    private static final int EXPONENT = 0x7F80;
    private static final int MAGNITUDE = 0x7FFF;
    private static final int QUIET_NAN = 0x0040;
    private static final int BELOW_HALF = 0x7FFF;

    @Override
    public void write(float[] gradient, int from, int to, ByteBuffer chunk) {
        ShortBuffer halves = chunk.asShortBuffer();
        for (int k = from; k < to; k++) {
            halves.put(k - from, encode(Float.floatToRawIntBits(gradient[k])));
        }
    }

    private static short encode(int bits) {
        int upper = bits >>> HALF_BITS;
        boolean isFinite = (upper & EXPONENT) != EXPONENT;
        if (!isFinite) {
            boolean isNan = (bits & Integer.MAX_VALUE) > EXPONENT << HALF_BITS;
            return (short) (isNan ? upper | QUIET_NAN : upper);
        }
        int rounded = (bits + BELOW_HALF + (upper & 1)) >>> HALF_BITS;
        boolean overflows = (rounded & EXPONENT) == EXPONENT;
        return (short) (overflows ? rounded - 1 : rounded);
    }

    @Override
    public int read(ByteBuffer chunk, float[] row, int from, int to) {
        ShortBuffer halves = chunk.asShortBuffer();
        int largest = 0;
        for (int k = from; k < to; k++) {
            short half = halves.get(k - from);
            largest = Math.max(largest, half & MAGNITUDE);
            row[k] = Float.intBitsToFloat(half << HALF_BITS);
        }
        return largest < EXPONENT ? -1 : firstNonFinite(halves, from);
    }

    private static int firstNonFinite(ShortBuffer halves, int from) {
        int k = 0;
        while ((halves.get(k) & MAGNITUDE) < EXPONENT) {
            k++;
        }
        return from + k;
    }
}
