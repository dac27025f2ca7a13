package bft.worker.training;

/** What an honest worker computes from a model. One thread at a time. */
public interface GradientSource {

    /**
     * What this worker sends for this version, in a new array.
     *
     * @param version number of the draw, see {@link bft.worker.wire.Draws}: seeds random choices; a
     *     repeated call for the version of the last call returns the same
     * @param parameters the model of that version, not modified
     */
    float[] gradientAt(long version, float[] parameters);

    /**
     * A copy with the same memory, which is independent from now on; called by the thread of this
     * one.
     */
    GradientSource fork();
}
