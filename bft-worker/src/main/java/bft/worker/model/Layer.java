package bft.worker.model;

import java.util.List;
import java.util.Random;
import java.util.function.LongSupplier;

/**
 * One step of a network: rows of values in, as many rows of values out, and the derivatives the
 * other way.
 *
 * <p>For each batch: {@link #load}, {@link #train} or {@link #evaluate}, {@link #forward}, then, if
 * the gradient is wanted, {@link #gradient} and {@link #backward}, which refer to the rows that
 * went forward last. The matrices handed out belong to the layer until the next batch.
 */
interface Layer {
    /** Values in an output row of this layer. */
    int outputs();

    /** The blocks of its parameters, each as the lengths of its axes: weights, then biases. */
    default List<List<Integer>> shapes() {
        return List.of();
    }

    /** Writes its initial parameters from {@code at} on. */
    default void initialise(Random random, float[] parameters, int at) {}

    /** Reads its parameters from {@code at} on. */
    default void load(float[] parameters, int at) {}

    /**
     * Announces rows that go forward for a gradient.
     *
     * @param seed decides the layer's random choices
     */
    default void train(int rows, LongSupplier seed) {}

    /** Announces rows that go forward for no gradient. */
    default void evaluate() {}

    /**
     * The output rows of this layer.
     *
     * @param input kept until the gradient is computed; may be modified if no earlier layer needs
     *     it
     */
    Matrix forward(Matrix input);

    /**
     * Writes the derivatives of the loss by its parameters from {@code at} on.
     *
     * @param delta derivatives of the loss by the outputs of this layer, not modified
     */
    default void gradient(Matrix delta, float[] gradient, int at) {}

    /**
     * The derivatives of the loss by the inputs of this layer.
     *
     * @param delta as for {@link #gradient}; may be modified
     */
    Matrix backward(Matrix delta);
}
