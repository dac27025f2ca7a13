package bft.server.optimiser;

/**
 * Functions of one value without a branch, so that a loop over a vector is compiled to vector
 * instructions. NaN stays NaN.
 */
final class Branchless {
    /** The largest coordinate for which a sum of a few such squares is in the range of float32. */
    private static final float LARGEST_ROOT = 0x1p63f;

    /** Twice times this, the smallest positive float exceeds 1. */
    private static final float GROWTH = 0x1p126f;

    private Branchless() {}

    /**
     * A coordinate of a gradient before squaring, clamped to {@code ±2^63}. Averages of such
     * squares stay in the range of float32, so one huge gradient does not make a divisor infinite
     * for ever.
     */
    static float squarable(float x) {
        return Math.max(-LARGEST_ROOT, Math.min(LARGEST_ROOT, x));
    }

    /** -1, 0 or 1. */
    static float sign(float x) {
        return unit(unit(x * GROWTH) * GROWTH);
    }

    /** Clamps a sum of squares to the largest value of float32. */
    static float finite(float x) {
        return Math.min(Float.MAX_VALUE, x);
    }

    private static float unit(float x) {
        return Math.max(-1, Math.min(1, x));
    }
}
