package bft.worker.training;

/** What a worker computes from a model when it is honest. One thread at a time. */
public interface GradientSource {

    /**
     * What this worker sends at this version, in a new array.
     *
     * @param version number of the draw, see {@link bft.worker.wire.Draws}: decides what is random;
     *     asked again for the version of the last call, it answers the same
     * @param parameters the model of that version, not modified
     */
    float[] gradientAt(long version, float[] parameters);

    /**
     * A worker with the same memory, which from now on goes its own way; by the thread of this one.
     */
    GradientSource fork();
}
