package bft.worker.training;

import bft.worker.model.GradientFunction;

/**
 * What an honest worker computes: the stochastic gradient over a batch of its own rows.
 *
 * @param function the model, used by one thread at a time
 * @param batches which rows each version takes
 */
public record BatchGradients(GradientFunction function, Batches batches) implements GradientSource {

    @Override
    public float[] gradientAt(long version, float[] parameters) {
        float[] gradient = new float[function.dimension()];
        function.lossAndGradient(parameters, batches.at(version), gradient);
        return gradient;
    }

    /** It remembers nothing. */
    @Override
    public GradientSource fork() {
        return this;
    }
}
