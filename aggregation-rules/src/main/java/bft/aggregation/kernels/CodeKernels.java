package bft.aggregation.kernels;

/**
 * The loops of codecs: ranges of floats to bytes of a few bits per coordinate, and back. The set is
 * that of the {@link Kernels} it belongs to. Unlike theirs, both sets give the same bits, so
 * messages do not depend on the sender's machine.
 *
 * <p>Bytes are little-endian, and the first coordinate is in the lowest bits.
 */
public abstract class CodeKernels {
    CodeKernels() {}

    /**
     * How values are rounded to codes.
     *
     * @param inverse the factor for values; values times this are within the levels up to rounding,
     *     or far beyond them
     * @param levels largest code, 1 to 127, and the smallest is its negative
     * @param seed of the noise that decides to which neighbour a value is rounded, with the
     *     probabilities that make the mean exact; without noise values are rounded to the nearest,
     *     halves upwards
     */
    public record Rounding(float inverse, int levels, boolean random, long seed) {
        int low() {
            return (int) seed;
        }

        int high() {
            return (int) (seed >>> Integer.SIZE);
        }
    }

    /** Bits of the largest absolute value; beyond those of infinity if there is a NaN. */
    public abstract int largest(float[] values, int from, int to);

    /**
     * Which coordinates have at least a size, a NaN having the largest.
     *
     * @param size bits of the size
     * @param found receives them in order, from 0
     * @return their number, at most the length of {@code found}
     */
    public abstract int atLeast(float[] values, int from, int to, int size, int[] found);

    /** The sum of absolute values: 16 sums side by side, then halves onto halves. */
    public abstract float sizes(float[] values, int from, int to);

    /**
     * Rounds values to codes of a byte.
     *
     * @param values finite in the range, not modified
     * @param codes written from {@code at}
     */
    public abstract void round(
            float[] values, int from, int to, Rounding rounding, byte[] codes, int at);

    /** Multiplies codes of a byte by the step. */
    public abstract void scale(byte[] codes, int at, float step, float[] row, int from, int to);

    /**
     * Multiplies codes of two's complement in a few bits by the step.
     *
     * @param bits 2 or 4
     */
    public abstract void scale(
            byte[] codes, int at, int bits, float step, float[] row, int from, int to);

    /** Writes the sign bit of each value. */
    public abstract void signs(float[] values, int from, int to, byte[] out, int at);

    /** Writes the scale with each sign. */
    public abstract void signed(byte[] signs, int at, float scale, float[] row, int from, int to);

    /**
     * Rounds to IEEE 754 halves, to the nearest, ties to even. Values that would round to infinity
     * become the largest finite half; infinities and NaN are kept.
     */
    public abstract void toHalves(float[] values, int from, int to, byte[] out, int at);

    /** The floats of IEEE 754 halves. */
    public abstract void fromHalves(byte[] halves, int at, float[] row, int from, int to);

    /**
     * Packs codes of a byte each into a few bits each, which drops copies of the sign bit only.
     *
     * @param bits 2 or 4
     * @param codes read from 0; zeros up to a multiple of 8 follow the codes
     */
    public static void pack(byte[] codes, int count, int bits, byte[] out, int at) {
        int each = Byte.SIZE / bits;
        int mask = (1 << bits) - 1;
        for (int k = 0; k < count; k += each) {
            int packed = 0;
            for (int i = 0; i < each; i++) {
                packed |= (codes[k + i] & mask) << (i * bits);
            }
            out[at + k / each] = (byte) packed;
        }
    }
}
