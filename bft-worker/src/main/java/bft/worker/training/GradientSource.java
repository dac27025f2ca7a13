package bft.worker.training;

/** What an honest worker computes from a model. One thread at a time. */
public interface GradientSource {

    /**
     * What this worker sends for a model, in a new array; an empty one if it sends nothing.
     *
     * @param draw decides the batch; a repeated call for the number of the last call returns the
     *     same
     * @param parameters the model, not modified
     */
    float[] gradientAt(Draw draw, float[] parameters);

    /**
     * A copy with the same memory, which is independent from now on; called by the thread of this
     * one.
     */
    GradientSource fork();
}
