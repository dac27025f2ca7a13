package bft.server.core;

import bft.aggregation.admission.Admission;
import bft.aggregation.admission.Admitted;
import bft.aggregation.admission.Contribution;
import bft.aggregation.admission.policy.AdmissionPolicy;
import bft.aggregation.state.Snapshot;
import bft.worker.verdict.Refusal;
import bft.worker.verdict.Refused;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * The work of filtering one gradient. Meanwhile nothing else uses the filter; its memory afterwards
 * is returned as a snapshot, so that the job can be saved at any time.
 *
 * <p>Cost: the filter's, O(d), and O(n) for the snapshot.
 *
 * @param before the policy's memory before
 */
public record Filtering(
        AdmissionPolicy policy,
        Snapshot before,
        Contribution contribution,
        LongFunction<float[]> modelAt)
        implements Work {
    /**
     * An error of the filter loses this gradient without blaming its sender; everything else stays
     * unchanged.
     */
    @Override
    public Filtered run(StepTools tools) {
        try {
            return filtered();
        } catch (RuntimeException e) {
            policy.restore(before, contribution.gradient().length);
            var refused = new Refused(Refusal.FILTER_FAILED, "filter " + policy + " failed: " + e);
            return new Filtered(contribution, refused, "", Optional.empty(), before);
        }
    }

    private Filtered filtered() {
        Admission admission = policy.filter().admit(contribution, modelAt);
        var bundle = policy.buffer().add(contribution, admission);
        String note = admission instanceof Admitted admitted ? admitted.note() : "";
        return new Filtered(
                contribution, Verdicts.verdict(admission), note, bundle, policy.snapshot());
    }
}
