package bft.worker.training;

import bft.worker.model.GradientFunction;

/**
 * The stochastic gradient over a batch of the worker's own rows, which an honest worker computes.
 *
 * @param function the model, used by one thread at a time
 * @param batches which rows are used for each gradient
 * @param figures told what each batch shows
 */
public record BatchGradients(GradientFunction function, Batches batches, WorkerFigures figures)
        implements GradientSource {
    /** Gradients whose figures nobody asks for. */
    public BatchGradients(GradientFunction function, Batches batches) {
        this(function, batches, new WorkerFigures());
    }

    @Override
    public float[] gradientAt(Draw draw, float[] parameters) {
        float[] gradient = new float[function.dimension()];
        double loss = function.lossAndGradient(parameters, batches.at(draw), gradient);
        figures.saw(loss, function.lastAccuracy());
        return gradient;
    }

    /** It has no memory. */
    @Override
    public GradientSource fork() {
        return this;
    }
}
