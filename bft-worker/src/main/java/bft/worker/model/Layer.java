package bft.worker.model;

import java.util.List;
import java.util.Random;

/**
 * One step of a network: rows of values in, as many rows of values out, and the derivatives the
 * other way.
 *
 * <p>For each batch: {@link #load}, {@link #forward}, then, if the gradient is wanted, {@link
 * #gradient} and {@link #backward}, which refer to the rows that went forward last. The matrices
 * handed out belong to the layer until the next batch.
 */
interface Layer {
    /** Values in a row behind this layer. */
    int outputs();

    /** The blocks of its parameters, each as the lengths of its axes: weights, then biases. */
    default List<List<Integer>> shapes() {
        return List.of();
    }

    /** Writes the starting point of its parameters from {@code at} on. */
    default void initialise(Random random, float[] parameters, int at) {}

    /** Takes its parameters from {@code at} on. */
    default void load(float[] parameters, int at) {}

    /**
     * The rows behind this layer.
     *
     * @param input is kept until the gradient is known; may be modified if no layer before needs it
     */
    Matrix forward(Matrix input);

    /**
     * Writes the derivatives of the loss by its parameters from {@code at} on.
     *
     * @param delta derivatives of the loss by what is behind this layer, not modified
     */
    default void gradient(Matrix delta, float[] gradient, int at) {}

    /**
     * The derivatives of the loss by what is in front of this layer.
     *
     * @param delta as for {@link #gradient}; may be modified
     */
    Matrix backward(Matrix delta);
}
