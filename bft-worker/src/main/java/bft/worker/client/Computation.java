package bft.worker.client;

import bft.worker.wire.Figure;
import java.util.SortedMap;
import java.util.TreeMap;

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

    /** What the last gradient's computation has measured besides, for people to see. */
    default SortedMap<Figure, Double> figures() {
        return new TreeMap<>();
    }
}
