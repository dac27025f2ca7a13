package bft.experiments.simulation;

import bft.server.metrics.JobListener;
import bft.worker.verdict.Verdict;

/** Hears all that the server does, and all that it answers. */
public interface SimulationObserver extends JobListener {
    /**
     * A push was answered; a repeated one is answered again.
     *
     * @param sequence number of the push
     */
    default void answered(int worker, long sequence, Verdict verdict) {}
}
