package bft.worker.training;

import bft.worker.model.GradientFunction;

/**
 * The stochastic gradient over a batch of the worker's own rows, which an honest worker computes.
 *
 * @param function the model, used by one thread at a time
 * @param batches which rows are used for each gradient
 */
public record BatchGradients(GradientFunction function, Batches batches) implements GradientSource {

    @Override
    public float[] gradientAt(Draw draw, float[] parameters) {
        float[] gradient = new float[function.dimension()];
        function.lossAndGradient(parameters, batches.at(draw), gradient);
        return gradient;
    }

    /** It has no memory. */
    @Override
    public GradientSource fork() {
        return this;
    }
}
