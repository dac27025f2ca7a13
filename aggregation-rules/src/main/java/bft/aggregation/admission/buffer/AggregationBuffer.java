package bft.aggregation.admission.buffer;

import bft.aggregation.admission.Admission;
import bft.aggregation.admission.Contribution;
import bft.aggregation.state.Snapshotable;
import java.util.Optional;

/** Collects gradients and says when, and over which, a step is taken. Belongs to one thread. */
public interface AggregationBuffer extends Snapshotable {
    /**
     * Takes one gradient that a filter has judged, whatever the admission.
     *
     * @param contribution of d coordinates, finite: checked by the caller; not modified, and not
     *     kept beyond the call
     * @return a full bundle, detached: the buffer begins anew
     */
    Optional<Bundle> add(Contribution contribution, Admission admission);

    /**
     * The model has moved on.
     *
     * @param version newest version, one more than before
     */
    default void updated(long version) {}

    /**
     * The caller's grace time has gone since n - f workers had their part in the next step, and it
     * has not come: takes it without the others, or changes whose gradients it waits for.
     *
     * @param heard for each worker whether it has sent since the last step; not modified
     */
    default Optional<Bundle> overdue(boolean[] heard) {
        return Optional.empty();
    }

    /**
     * How many workers' gradients, one of each, are certain to make a step if none is refused; in
     * due time, or once it is {@link #overdue}.
     */
    int workersNeeded();

    /**
     * Whether each row of a bundle is of one worker and no worker has two: what a rule needs that
     * remembers each worker's rows.
     */
    default boolean isOneRowAWorker() {
        return true;
    }

    /** The most floats held at a time, for d coordinates, besides what snapshots still hold. */
    long floatsHeld(int dimension);
}
