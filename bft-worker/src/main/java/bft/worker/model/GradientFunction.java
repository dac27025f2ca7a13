package bft.worker.model;

import bft.worker.data.Dataset;
import bft.worker.wire.Tensor;
import java.util.List;
import java.util.OptionalDouble;

/**
 * A model as a function for training: parameters in, loss and gradient out.
 *
 * <p>Parameters may be anything a hostile server sends. Huge values, infinities and NaN never raise
 * an exception; loss and gradient are then possibly not finite, and a row whose class scores are
 * all NaN counts as wrong. One thread at a time.
 */
public interface GradientFunction {

    /** The blocks of the parameters, in order. */
    List<Tensor> tensors();

    /** Number of parameters d. */
    int dimension();

    /**
     * How many values one row of the data needs in all layers, features included; each may have a
     * derivative.
     */
    long valuesPerRow();

    /**
     * Writes the initial parameters for this seed.
     *
     * @param parameters d values, modified
     */
    void initialise(long seed, float[] parameters);

    /**
     * Mean loss over the batch, and its gradient.
     *
     * @param parameters d values, not modified
     * @param gradient d values, overwritten
     * @return mean loss (of a classifier cross-entropy in nats) plus the penalty on parameters, if
     *     any
     * @throws IllegalArgumentException if an array does not have d values or the data do not fit
     *     the model
     */
    double lossAndGradient(float[] parameters, Batch batch, float[] gradient);

    /**
     * Share of rows of the last batch whose class the model predicted, as it was for the gradient;
     * empty if that was not counted.
     */
    default OptionalDouble lastAccuracy() {
        return OptionalDouble.empty();
    }

    /**
     * Accuracy and loss over all rows of the data.
     *
     * @param parameters d values, not modified
     * @throws IllegalArgumentException as {@link #lossAndGradient}
     */
    Evaluation evaluate(float[] parameters, Dataset data);

    /**
     * The class predicted for each row of the data.
     *
     * @param parameters d values, not modified
     * @param data their labels are not used
     * @return a class in 0..classes - 1, or -1 where all scores are NaN
     * @throws IllegalArgumentException as {@link #lossAndGradient}
     */
    int[] predict(float[] parameters, Dataset data);

    /** Share of rows whose class is predicted, in 0..1. */
    default double accuracy(float[] parameters, Dataset test) {
        return evaluate(parameters, test).accuracy();
    }
}
