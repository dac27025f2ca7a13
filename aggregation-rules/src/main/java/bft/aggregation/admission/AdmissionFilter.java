package bft.aggregation.admission;

import java.util.function.LongFunction;

/** Judges contributions one by one. A filter may remember; then it belongs to one thread. */
@FunctionalInterface
public interface AdmissionFilter {
    /**
     * Judges one contribution.
     *
     * @param contribution not modified
     * @param modelAt parameters of a model version that is still kept; not to be modified
     */
    Verdict judge(Contribution contribution, LongFunction<float[]> modelAt);
}
