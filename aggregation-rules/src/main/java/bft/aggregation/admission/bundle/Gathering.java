package bft.aggregation.admission.bundle;

import bft.aggregation.admission.Contribution;
import bft.aggregation.admission.Recallable;
import bft.aggregation.admission.Verdict;
import java.util.Optional;

/** Collects gradients and says when, and over which, a step is taken. Belongs to one thread. */
public interface Gathering extends Recallable {
    /**
     * Takes one gradient that a filter has judged, whatever the verdict.
     *
     * @param contribution of d finite coordinates, unless refused for that; not modified, and not
     *     kept beyond the call
     * @return a full bundle, detached: the gathering begins anew
     */
    Optional<Bundle> gather(Contribution contribution, Verdict verdict);

    /**
     * The model has moved on.
     *
     * @param version newest version, one more than before
     */
    void updated(long version);

    /** The most floats held at a time, for d coordinates. */
    long floatsHeld(int dimension);
}
