package bft.experiments.simulation;

import bft.worker.training.Draw;
import bft.worker.wire.Figure;
import java.util.SortedMap;
import java.util.TreeMap;

/** The gradients of all workers; the same arguments give the same gradient again. */
public interface WorkerGradients {
    /**
     * The honest gradient of this worker; arbitrary for a Byzantine worker that never sends it.
     *
     * @param draw decides the batch
     * @param parameters of the model; not modified
     * @return d values, not to be modified
     */
    float[] honest(int worker, Draw draw, float[] parameters);

    /** The forged gradient of a Byzantine worker. */
    float[] forged(int worker, Draw draw, float[] parameters);

    /** What the worker says of the last gradient that it made. */
    default SortedMap<Figure, Double> figures(int worker) {
        return new TreeMap<>();
    }

    /** This worker crashed and was restarted without its earlier state. */
    default void restarted(int worker) {}
}
