package bft.aggregation.kernels;

/**
 * The loops of codecs: ranges of floats to bytes of a few bits a coordinate, and back. The set is
 * that of the {@link Kernels} it comes from; unlike theirs, both sets give the same bits, so what
 * is sent does not depend on the sender's machine.
 *
 * <p>Bytes are little-endian, and the first coordinate stands in the lowest bits.
 */
public abstract class CodeKernels {
    CodeKernels() {}

    /**
     * How values are rounded to codes.
     *
     * @param inverse what a value is multiplied with; values times this are within the levels up to
     *     rounding, or far beyond them
     * @param levels largest code, 1 to 127, and the smallest is its negative
     * @param seed of the noise that decides which neighbour a value goes to, each with the chance
     *     that makes it right on average; empty noise rounds to the nearest, halves upwards
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
     * @return how many there are; as many as there is room for if there are more
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

    /** Codes of a byte, times the step. */
    public abstract void scale(byte[] codes, int at, float step, float[] row, int from, int to);

    /**
     * Codes of two's complement in a few bits, times the step.
     *
     * @param bits 2 or 4
     */
    public abstract void scale(
            byte[] codes, int at, int bits, float step, float[] row, int from, int to);

    /** Writes the sign bit of each value. */
    public abstract void signs(float[] values, int from, int to, byte[] out, int at);

    /** The scale with each sign. */
    public abstract void signed(byte[] signs, int at, float scale, float[] row, int from, int to);

    /**
     * Rounds to IEEE 754 halves, to the nearest, ties to even. What would round to infinity becomes
     * the largest finite half; infinities and NaN stay what they are.
     */
    public abstract void toHalves(float[] values, int from, int to, byte[] out, int at);

    /** The floats of IEEE 754 halves. */
    public abstract void fromHalves(byte[] halves, int at, float[] row, int from, int to);

    /**
     * Packs codes of a byte each into a few bits each: the bits that are lost are the sign's.
     *
     * @param bits 2 or 4
     * @param codes read from 0, as many as there are; zeros up to a multiple of 8 follow
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
