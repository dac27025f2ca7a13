package bft.aggregation.state;

/** An object whose state can be captured at any moment, saved, and restored. */
public interface Snapshotable {
    /**
     * The state at this moment. Costs O(n) time and space: vectors of d floats are shared by
     * reference and never modified afterwards.
     */
    Snapshot snapshot();

    /**
     * Checks a snapshot against this object and its settings, and changes nothing until the result
     * is run, which cannot fail. To restore several objects or none, check each, then run each.
     *
     * @param snapshot what {@link #snapshot} gave, here or in another process
     * @param dimension d of the model: every vector has to have it
     * @return restores the state when run
     * @throws IllegalArgumentException if it is not the state of such a thing with the same
     *     settings, with the difference
     */
    Runnable restoring(Snapshot snapshot, int dimension);

    /**
     * Replaces the state; if this fails, nothing has changed.
     *
     * @param snapshot what {@link #snapshot} gave, here or in another process
     * @param dimension d of the model: every vector has to have it
     * @throws IllegalArgumentException if it is not the state of such a thing with the same
     *     settings, with the difference
     */
    default void restore(Snapshot snapshot, int dimension) {
        restoring(snapshot, dimension).run();
    }
}
