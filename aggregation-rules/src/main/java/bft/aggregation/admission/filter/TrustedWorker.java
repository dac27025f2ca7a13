package bft.aggregation.admission.filter;

import bft.aggregation.admission.Admission;
import bft.aggregation.admission.AdmissionFilter;
import bft.aggregation.admission.Admitted;
import bft.aggregation.admission.Contribution;
import bft.aggregation.admission.Rejected;
import bft.aggregation.admission.Rejection;
import bft.aggregation.state.Snapshot;
import bft.aggregation.state.Snapshotable;
import java.util.function.LongFunction;

/**
 * {@link ZenoPlusPlus} where the root gradient comes from one of the workers, which the operator
 * runs on clean data of its own: each of its gradients is trusted from then on, and counts as it
 * is. All others are refused until the first has come. Cost O(d) a gradient, d floats.
 *
 * <p>In the paper a process beside the server computes it, from time to time and off the server's
 * path; that it takes a worker's seat is ours, so that a server without data can have the filter.
 * Should that worker fall silent the others are held against its last gradient; should it lie, so
 * does the filter.
 */
public final class TrustedWorker implements AdmissionFilter, Snapshotable {
    private final int trusted;
    private final ZenoPlusPlus others;

    /**
     * @param trusted the worker whose gradients are trusted, at least 0
     * @param others judges all other workers' gradients
     */
    public TrustedWorker(int trusted, ZenoPlusPlus others) {
        if (trusted < 0) {
            throw new IllegalArgumentException("a trusted worker must be >= 0, got " + trusted);
        }
        this.trusted = trusted;
        this.others = others;
    }

    @Override
    public Admission admit(Contribution contribution, LongFunction<float[]> modelAt) {
        if (contribution.worker() == trusted) {
            others.trust(contribution.gradient());
            return new Admitted(1);
        }
        return others.hasRoot()
                ? others.admit(contribution, modelAt)
                : new Rejected(
                        Rejection.LOW_SCORE,
                        "worker " + trusted + " has sent no root gradient yet");
    }

    @Override
    public Snapshot snapshot() {
        return Snapshot.of("trusted-worker")
                .with("trusted", trusted)
                .with("others", others.snapshot())
                .build();
    }

    @Override
    public Runnable restoring(Snapshot snapshot, int dimension) {
        snapshot.expecting("trusted-worker").holding("trusted", "others");
        snapshot.whole("trusted", trusted, trusted);
        return others.restoring(snapshot.part("others"), dimension);
    }

    @Override
    public String toString() {
        return others + ",root=" + trusted;
    }
}
