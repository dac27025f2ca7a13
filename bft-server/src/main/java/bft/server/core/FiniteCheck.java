package bft.server.core;

import bft.aggregation.admission.Accepted;
import bft.aggregation.admission.AdmissionFilter;
import bft.aggregation.admission.Contribution;
import bft.aggregation.admission.Refusal;
import bft.aggregation.admission.Refused;
import bft.aggregation.admission.Verdict;
import java.util.function.LongFunction;

/**
 * Refuses a gradient with a NaN or an infinity: proof of a faulty sender. Huge values pass; they
 * are the rule's business.
 *
 * <p>Cost O(d) time.
 */
public record FiniteCheck() implements AdmissionFilter {
    @Override
    public Verdict judge(Contribution contribution, LongFunction<float[]> modelAt) {
        int at = firstNonFinite(contribution.gradient());
        if (at < 0) {
            return new Accepted(1);
        }
        return new Refused(
                Refusal.NON_FINITE,
                "value at " + at + " is " + contribution.gradient()[at] + ", finite ones count");
    }

    /**
     * Index of the first NaN or infinity, -1 if there is none.
     *
     * @param values not modified
     */
    public static int firstNonFinite(float[] values) {
        float probe = 0;
        for (float value : values) {
            probe += value * 0f;
        }
        if (probe == 0) {
            return -1;
        }
        int i = 0;
        while (Float.isFinite(values[i])) {
            i++;
        }
        return i;
    }
}
