package bft.aggregation.admission.filter;

import bft.aggregation.admission.Admission;
import bft.aggregation.admission.AdmissionFilter;
import bft.aggregation.admission.Admitted;
import bft.aggregation.admission.Contribution;
import bft.aggregation.admission.Rejected;
import bft.aggregation.admission.Rejection;
import bft.aggregation.state.Snapshot;
import bft.aggregation.state.Snapshotable;
import bft.spec.BadArgument;
import java.util.function.LongFunction;

/**
 * {@link ZenoPlusPlus} with the root gradient from one of the workers, which the operator runs on
 * its own clean data: each gradient of that worker becomes the trusted one and is admitted
 * unchanged. Gradients of all others are rejected until the first one has arrived. Cost O(d) a
 * gradient, d floats.
 *
 * <p>In the paper a process beside the server computes the root gradient from time to time. Using a
 * worker for it is our choice, so that a server without data can use the filter. If that worker
 * falls silent, the others are compared with its last gradient; if it is Byzantine, the filter does
 * not protect.
 */
public final class TrustedWorker implements AdmissionFilter, Snapshotable {
    private final int trusted;
    private final ZenoPlusPlus others;

    /**
     * @param trusted the worker whose gradients are trusted, at least 0
     * @param others filters all other workers' gradients
     */
    public TrustedWorker(int trusted, ZenoPlusPlus others) {
        BadArgument.when(trusted < 0).because("a trusted worker must be >= 0, got %s", trusted);
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
}
