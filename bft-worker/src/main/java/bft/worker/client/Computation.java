package bft.worker.client;

/** What a worker pushes. */
@FunctionalInterface
public interface Computation {
    /**
     * The gradient for a model; an empty array to push nothing for it.
     *
     * @param model not to be modified
     * @param attempt how many gradients this worker has already computed on this version, which
     *     decides the batch; above 0 only if the contract allows several
     */
    float[] gradient(Model model, int attempt);
}
