package bft.aggregation.state;

/** Something whose state can be taken at any moment, saved, and put back to go on from there. */
public interface Snapshotable {
    /**
     * The state at this moment. Costs O(n) time and space: vectors of d floats are given by
     * reference, and never modified afterwards.
     */
    Snapshot snapshot();

    /**
     * Checks a snapshot against this thing and its settings, and changes nothing until the result
     * is run, which cannot fail. So that of several things either all are restored or none: check
     * each, then run each.
     *
     * @param snapshot what {@link #snapshot} gave, here or in another process
     * @param dimension d of the model: every vector has to have it
     * @return puts the state in place
     * @throws IllegalArgumentException if it is not the state of such a thing with the same
     *     settings, with the difference
     */
    Runnable restoring(Snapshot snapshot, int dimension);

    /**
     * Replaces the state; if it fails nothing has changed.
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
