package bft.server.admission;

import bft.aggregation.admission.Accepted;
import bft.aggregation.admission.AdmissionFilter;
import bft.aggregation.admission.Contribution;
import bft.aggregation.admission.Refused;
import bft.aggregation.admission.Verdict;
import java.util.List;
import java.util.function.LongFunction;

/**
 * Filters one after the other: the first refusal ends the chain, weights multiply.
 *
 * @param filters in order of precedence; none accepts everything
 */
public record AdmissionChain(List<AdmissionFilter> filters) implements AdmissionFilter {
    public AdmissionChain {
        filters = List.copyOf(filters);
    }

    @Override
    public Verdict judge(Contribution contribution, LongFunction<float[]> modelAt) {
        double weight = 1;
        for (AdmissionFilter filter : filters) {
            Verdict verdict = filter.judge(contribution, modelAt);
            if (verdict instanceof Refused) {
                return verdict;
            }
            weight *= ((Accepted) verdict).weight();
        }
        return new Accepted(weight);
    }
}
