package bft.experiments.simulation;

import bft.server.metrics.JobListener;
import bft.worker.verdict.Verdict;
import java.util.List;

/** Is notified of all that the server does, and of all its answers. */
public interface SimulationObserver extends JobListener {
    /**
     * A push was answered; a repeated push is answered again.
     *
     * @param sequence sequence number of the push
     */
    default void answered(int worker, long sequence, Verdict verdict) {}

    /**
     * A step was made of these rows; nothing is to be modified.
     *
     * @param senders of the rows, negative where a row is of several
     */
    default void aggregated(float[][] rows, List<Integer> senders, float[] aggregate) {}
}
