package bft.aggregation;

import java.util.Random;

/**
 * Generators of random numbers that depend only on named inputs: the seed of the job, a worker, a
 * round.
 *
 * <p>The parts are absorbed one after the other with the finaliser of SplitMix64 (Steele, Lea,
 * Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014), so neighbouring seeds,
 * workers and rounds give unrelated streams. The stream itself is {@link Random}, whose algorithms
 * are specified to the bit, {@link Random#nextGaussian} included; newer generators are not.
 */
public final class Seeds {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private Seeds() {}

    /** Mixes the parts into 64 bits; their order and number matter. */
    public static long mix(long... parts) {
        long state = parts.length;
        for (long part : parts) {
            state = finalise(state + GOLDEN_GAMMA + finalise(part + GOLDEN_GAMMA));
        }
        return state;
    }

    /** A new generator for these inputs. */
    public static Random random(long... parts) {
        return new Random(mix(parts));
    }

    private static long finalise(long bits) {
        long z = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
