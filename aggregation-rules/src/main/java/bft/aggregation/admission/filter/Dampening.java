package bft.aggregation.admission.filter;

import bft.aggregation.admission.AdmissionFilter;
import bft.aggregation.admission.Admitted;
import bft.aggregation.admission.Contribution;
import bft.aggregation.state.Snapshot;
import bft.aggregation.state.Snapshotable;
import java.util.function.LongFunction;

/** Admits every gradient with a weight that falls with its staleness. Cost O(1). */
public final class Dampening implements AdmissionFilter, Snapshotable {
    private final StalenessDampening dampening;
    private long newest;

    public Dampening(StalenessDampening dampening) {
        this.dampening = dampening;
    }

    @Override
    public Admitted admit(Contribution contribution, LongFunction<float[]> modelAt) {
        return new Admitted(dampening.at(newest - contribution.baseVersion()));
    }

    @Override
    public void updated(long version) {
        newest = version;
    }

    @Override
    public Snapshot snapshot() {
        return Snapshot.of("dampening").with("newest", newest).build();
    }

    @Override
    public Runnable restoring(Snapshot snapshot, int dimension) {
        snapshot.expecting("dampening").holding("newest");
        long version = snapshot.whole("newest", 0, Long.MAX_VALUE);
        return () -> newest = version;
    }
}
