package bft.aggregation.admission;

import java.util.function.LongFunction;

/**
 * Decides for each contribution whether it is admitted. A filter may have state; then it belongs to
 * one thread, and it is {@link bft.aggregation.state.Snapshotable} if the state outlives the
 * process.
 */
@FunctionalInterface
public interface AdmissionFilter {
    /**
     * Decides whether one contribution counts.
     *
     * @param contribution of d coordinates, finite: checked by the caller, like its base version,
     *     which is one that {@code modelAt} can return; not modified, and not kept beyond the call
     * @param modelAt parameters of a model version that is still kept; never modified by anyone, so
     *     that a filter may keep them
     */
    Admission admit(Contribution contribution, LongFunction<float[]> modelAt);

    /**
     * Reports a new model version: later contributions arrive at this version. The caller decides
     * versions, never a worker.
     *
     * @param version newest version, one more than before
     */
    default void updated(long version) {}

    /**
     * Reports who takes part, from the next contribution on. Without a report all do. Not part of a
     * filter's state: the caller reports again after the filter is restored.
     */
    default void members(Members members) {}

    /**
     * How many gradients a worker may send on one version, each on a batch of its own, before it
     * waits for a newer one: at least 1.
     */
    default int attempts() {
        return 1;
    }
}
