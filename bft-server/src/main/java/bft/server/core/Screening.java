package bft.server.core;

import bft.aggregation.admission.AdmissionPolicy;
import bft.aggregation.admission.Contribution;
import bft.aggregation.admission.Judgement;
import java.util.function.LongFunction;

/**
 * A gradient in front of a filter. While it is being judged nobody else uses the filter; what it
 * remembers afterwards comes back as a snapshot, so that the job can be saved at any time.
 *
 * <p>Cost: the filter's, O(d), and O(n) for the snapshot.
 */
public final class Screening implements Work {
    private final AdmissionPolicy policy;
    private final Contribution contribution;
    private final LongFunction<float[]> modelAt;

    Screening(AdmissionPolicy policy, Contribution contribution, LongFunction<float[]> modelAt) {
        this.policy = policy;
        this.contribution = contribution;
        this.modelAt = modelAt;
    }

    @Override
    public Screened run(StepTools tools) {
        Judgement judgement = policy.filter().judge(contribution, modelAt);
        var bundle = policy.gathering().gather(contribution, judgement);
        return new Screened(contribution, Judged.verdict(judgement), bundle, policy.snapshot());
    }
}
