package bft.worker.training;

/** What a worker computes from a model when it is honest. One thread at a time. */
public interface GradientSource {
    /** Rows in a batch at most: each costs memory for its features and every unit of the model. */
    int MAX_BATCH = 65_536;

    /**
     * What this worker sends at this version, in a new array.
     *
     * @param version decides what is random; asked again for the version of the last call, it
     *     answers the same
     * @param parameters the model of that version, not modified
     */
    float[] gradientAt(long version, float[] parameters);
}
