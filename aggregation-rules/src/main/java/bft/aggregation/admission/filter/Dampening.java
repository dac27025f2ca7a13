package bft.aggregation.admission.filter;

import bft.aggregation.admission.Accepted;
import bft.aggregation.admission.AdmissionFilter;
import bft.aggregation.admission.Contribution;
import bft.aggregation.admission.Recallable;
import bft.aggregation.admission.Recollection;
import bft.aggregation.admission.Verdict;
import java.util.function.LongFunction;

/** Accepts everything with the weight that its staleness leaves it. Cost O(1). */
public final class Dampening implements AdmissionFilter, Recallable {
    private final StalenessDampening dampening;
    private long newest;

    public Dampening(StalenessDampening dampening) {
        this.dampening = dampening;
    }

    @Override
    public Verdict judge(Contribution contribution, LongFunction<float[]> modelAt) {
        return new Accepted(dampening.at(newest - contribution.baseVersion()));
    }

    @Override
    public void updated(long version) {
        newest = version;
    }

    @Override
    public Recollection recollection() {
        return new Recollection("dampening", new long[] {newest}, new double[0], new float[0][]);
    }

    @Override
    public void recall(Recollection recollection, int dimension) {
        long version = recollection.expecting("dampening", 1, 0, 0, 0).counts()[0];
        if (version < 0) {
            throw new IllegalArgumentException("dampening: newest version " + version);
        }
        newest = version;
    }

    @Override
    public String toString() {
        return dampening.toString();
    }
}
