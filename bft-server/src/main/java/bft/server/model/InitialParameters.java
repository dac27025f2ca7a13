package bft.server.model;

import bft.aggregation.kernels.Finite;
import bft.spec.BadArgument;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** Initial parameters: those of a file, or random ones if none are given. */
public final class InitialParameters {
    /** Most parameters of a model: slightly fewer than an array or the protocol allows. */
    public static final int MAX_DIMENSION = 2_000_000_000;

    private InitialParameters() {}

    /**
     * Independent values, uniform in [-scale, scale), the same for the same seed.
     *
     * @param dimension d, at least 1
     * @param scale finite, at least 0
     */
    public static float[] uniform(int dimension, double scale, long seed) {
        BadArgument.when(dimension < 1 || dimension > MAX_DIMENSION)
                .because("dimension must be 1 to %s, got %s", MAX_DIMENSION, dimension);
        BadArgument.when(!(scale >= 0 && scale <= Float.MAX_VALUE))
                .because("initial-scale must be 0 to %s, got %s", Float.MAX_VALUE, scale);
        var random = new SplittableRandom(seed);
        float[] parameters = new float[dimension];
        for (int i = 0; i < dimension; i++) {
            parameters[i] = (float) ((2 * random.nextDouble() - 1) * scale);
        }
        return parameters;
    }

    /**
     * The number of parameters in a file; only its header is read.
     *
     * @param dimension how many parameters the model needs, if known
     * @throws IOException with the file if it is empty or not a vector of that length
     */
    public static int dimensionOf(Path file, Optional<Integer> dimension) throws IOException {
        List<Integer> shape = NpyFile.readShape(file);
        if (dimension.isPresent() && !(shape.size() == 1 && shape.get(0).equals(dimension.get()))) {
            throw new IOException(
                    (file + ": shape is " + shape)
                            + (", the model needs [" + dimension.get() + "]"));
        }
        if (shape.size() != 1) {
            throw new IOException(file + ": shape is " + shape + ", a vector has one axis");
        }
        if (shape.get(0) == 0) {
            throw new IOException(file + ": it has no values, a model needs at least one");
        }
        if (shape.get(0) > MAX_DIMENSION) {
            throw new IOException(
                    (file + ": it has " + shape.get(0) + " values, a model has at most ")
                            + MAX_DIMENSION);
        }
        return shape.get(0);
    }

    /**
     * Reads parameters.
     *
     * @throws IOException with the file, and the first value that is not finite with its index
     */
    public static float[] read(Path file) throws IOException {
        float[] parameters = NpyFile.readVector(file);
        int i = Finite.firstNonFinite(parameters, 0, parameters.length);
        if (i >= 0) {
            throw new IOException(
                    (file + ": value at " + i + " is " + parameters[i])
                            + ", and every gradient at it would be refused");
        }
        return parameters;
    }
}
