package bft.aggregation.admission;

import java.util.function.LongFunction;

/**
 * Judges contributions one by one. A filter may have state; then it belongs to one thread, and is
 * {@link bft.aggregation.state.Snapshotable} if the state is to outlive the process.
 */
@FunctionalInterface
public interface AdmissionFilter {
    /**
     * Judges one contribution.
     *
     * @param contribution of d coordinates, finite: checked by the caller, like its base version,
     *     which is one that {@code modelAt} knows; not modified, and not kept beyond the call
     * @param modelAt parameters of a model version that is still kept; never modified by anyone, so
     *     that a filter may keep them
     */
    Admission admit(Contribution contribution, LongFunction<float[]> modelAt);

    /**
     * The model has moved on: contributions from now on arrive at this version. The caller stamps
     * versions, never a worker.
     *
     * @param version newest version, one more than before
     */
    default void updated(long version) {}

    /**
     * How many gradients a worker may send on one version, each on a batch of its own, before it
     * waits for a newer one: at least 1.
     */
    default int attempts() {
        return 1;
    }
}
