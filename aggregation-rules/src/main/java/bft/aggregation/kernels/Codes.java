package bft.aggregation.kernels;

/** Single coordinates of {@link CodeKernels}: the definition of what both sets compute. */
final class Codes {
    /** Adding it rounds a float of less than 2^22 to a whole number, which its bits then hold. */
    static final float WHOLE = 0x1.8p23f;

    static final int WHOLE_BITS = Float.floatToRawIntBits(WHOLE);
    static final float HALF = 0.5f;

    static final int STRIDE = 0x9E3779B1;
    static final int FIRST_FACTOR = 0x85EBCA6B;
    static final int SECOND_FACTOR = 0xC2B2AE35;
    static final int NOISE_SHIFT = 8;
    static final float NOISE_UNIT = 0x1p-24f;

    static final int INFINITY = 0x7F800000;
    static final int HALF_MAX = 0x7BFF;
    static final int HALF_INFINITY = 0x7C00;
    static final int HALF_NAN = 0x7E00;
    static final int LOST_BITS = 13;
    static final int BELOW_TIE = 0xFFF;

    /** Difference of the exponents' biases, shifted to the position of a float's exponent. */
    static final int REBIAS = 112 << 23;

    /** Bits of the smallest normal half as a float. */
    static final int HALF_NORMAL = 113 << 23;

    private Codes() {}

    /**
     * Uniform in [0, 1) in steps of 2^-24: a counter through the finaliser of MurmurHash3 (Appleby,
     * 2008), with the seed added in two places. It depends on seed and coordinate only.
     */
    static float noise(int k, int low, int high) {
        int h = k * STRIDE + low;
        h = (h ^ h >>> 16) * FIRST_FACTOR;
        h = ((h ^ h >>> 13) + high) * SECOND_FACTOR;
        h ^= h >>> 16;
        return (h >>> NOISE_SHIFT) * NOISE_UNIT;
    }

    static byte round(float value, int k, CodeKernels.Rounding how) {
        float noise = how.random() ? noise(k, how.low(), how.high()) : HALF;
        float limit = how.levels() + 1f;
        float scaled = value * how.inverse();
        float under = scaled > limit ? limit : scaled;
        float moved = (under < -limit ? -limit : under) + noise;
        float shifted = moved + WHOLE;
        int nearest = Float.floatToRawIntBits(shifted) - WHOLE_BITS;
        // The sign of the difference, for a branch that noise decides would be mispredicted.
        int below = nearest + (Float.floatToRawIntBits(moved - (shifted - WHOLE)) >> 31);
        return (byte) Math.max(-how.levels(), Math.min(how.levels(), below));
    }

    static short toHalf(int bits) {
        int size = bits & Integer.MAX_VALUE;
        int half;
        if (size >= INFINITY) {
            half = size > INFINITY ? HALF_NAN : HALF_INFINITY;
        } else if (size < HALF_NORMAL) {
            half = Float.floatToRawIntBits(Float.intBitsToFloat(size) + HALF) - (126 << 23);
        } else {
            int rounded = size + BELOW_TIE + (size >>> LOST_BITS & 1) - REBIAS;
            half = Math.min(rounded >>> LOST_BITS, HALF_MAX);
        }
        return (short) (half | bits >>> 16 & 0x8000);
    }

    static float fromHalf(int half) {
        int size = (half & 0x7FFF) << LOST_BITS;
        int exponent = half & HALF_INFINITY;
        int bits;
        if (exponent == HALF_INFINITY) {
            bits = size + 2 * REBIAS;
        } else if (exponent == 0) {
            float above = Float.intBitsToFloat(size + HALF_NORMAL);
            bits = Float.floatToRawIntBits(above - Float.intBitsToFloat(HALF_NORMAL));
        } else {
            bits = size + REBIAS;
        }
        return Float.intBitsToFloat(bits | (half & 0x8000) << 16);
    }
}
