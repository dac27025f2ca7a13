package bft.experiments.simulation;

/** What the workers compute; asked again with the same arguments they answer the same. */
public interface WorkerGradients {
    /**
     * What this worker sends when it is honest; anything for a Byzantine worker that never is.
     *
     * @param draw decides the batch, see {@link bft.worker.wire.Draws}
     * @param parameters of the model; not modified
     * @return d values, not modified by anyone
     */
    float[] honest(int worker, long draw, float[] parameters);

    /** What the attack on vectors makes of it, for a Byzantine worker. */
    float[] forged(int worker, long draw, float[] parameters);

    /** This worker crashed and has come back, knowing nothing of before. */
    default void restarted(int worker) {}
}
