package bft.worker.client;

/** What a worker pushes. */
@FunctionalInterface
public interface Computation {
    /**
     * The gradient for a model.
     *
     * @param model not to be modified
     * @param attempt how many gradients of this worker on this version there were before, which
     *     decides the batch; not 0 only if the contract allows several
     */
    float[] gradient(Model model, int attempt);
}
