package bft.aggregation.admission.buffer;

import bft.aggregation.admission.Admission;
import bft.aggregation.admission.Contribution;
import bft.aggregation.state.Snapshotable;
import java.util.Optional;

/** Collects filtered gradients until they make a step. Belongs to one thread. */
public interface AggregationBuffer extends Snapshotable {
    /**
     * Adds one gradient with the decision of the filter, admitted or rejected.
     *
     * @param contribution of d coordinates, finite: checked by the caller; not modified, and not
     *     kept beyond the call
     * @return a full bundle; the buffer no longer holds its rows
     */
    Optional<Bundle> add(Contribution contribution, Admission admission);

    /**
     * Reports a new model version.
     *
     * @param version newest version, one more than before
     */
    default void updated(long version) {}

    /**
     * Reports that the caller's grace period has elapsed since n - f workers contributed to the
     * next step. The buffer makes the step without the others, or changes whose gradients it waits
     * for.
     *
     * @param sent for each worker whether it has sent since the last step; not modified
     */
    default Optional<Bundle> overdue(boolean[] sent) {
        return Optional.empty();
    }

    /**
     * The number of workers whose gradients, one from each, make a step for certain if none is
     * rejected: at once, or when {@link #overdue} is called.
     */
    int workersNeeded();

    /**
     * Whether each row of a bundle comes from one worker and no worker has two rows: rules that
     * keep a history of each worker's rows need that.
     */
    default boolean isOneRowAWorker() {
        return true;
    }

    /** Maximum number of floats held at a time, for d coordinates, besides those in snapshots. */
    long floatsHeld(int dimension);
}
