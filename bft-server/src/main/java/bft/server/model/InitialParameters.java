package bft.server.model;

import java.util.SplittableRandom;

/** Parameters to start from when nobody gives any. */
public final class InitialParameters {
    private InitialParameters() {}

    /**
     * Independent values, uniform in [-scale, scale), the same for the same seed.
     *
     * @param dimension d, at least 1
     * @param scale finite, at least 0
     */
    public static float[] uniform(int dimension, double scale, long seed) {
        if (dimension < 1) {
            throw new IllegalArgumentException("dimension must be >= 1, got " + dimension);
        }
        if (!(scale >= 0 && scale <= Float.MAX_VALUE)) {
            throw new IllegalArgumentException("initial scale must be >= 0, got " + scale);
        }
        var random = new SplittableRandom(seed);
        float[] parameters = new float[dimension];
        for (int i = 0; i < dimension; i++) {
            parameters[i] = (float) ((2 * random.nextDouble() - 1) * scale);
        }
        return parameters;
    }
}
