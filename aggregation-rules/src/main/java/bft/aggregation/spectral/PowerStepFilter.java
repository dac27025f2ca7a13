package bft.aggregation.spectral;

import bft.aggregation.Distances;
import bft.aggregation.MajorityMixing;
import bft.aggregation.RoundContext;
import bft.aggregation.RowMixing;
import bft.aggregation.Weights;
import java.util.Arrays;

/**
 * CAF as byzfl computes it: {@link CovarianceFilter} with a single power step for the direction,
 * and the maximum also over rows without weight. For comparison only: the number of rounds then
 * grows with the size of an outlier. It ends after {@link CovarianceFilter#MOST_ROUNDS}, fewer for
 * a large n, with the mean of smallest variance so far, which is noted; after the first round the
 * most distant outlier has no weight in it.
 *
 * <p>Requires n >= 2f+1. Cost O(n d) for the rows' sums, which distances do not determine, and
 * O(n²) a round. Source and guarantee: see {@link CovarianceFilter}; none is proved for this
 * variant.
 *
 * @param f rows declared Byzantine
 */
public record PowerStepFilter(int f) implements RowMixing, MajorityMixing {
    @Override
    public Weights mix(float[][] rows, Distances distances, RoundContext round) {
        double[] sums = PowerStep.sums(rows);
        return new CovarianceFilter(f)
                .filter(
                        distances,
                        (inner, shares) -> {
                            PowerStep step = PowerStep.of(inner, sums, shares);
                            double[] tau = Arrays.stream(step.along()).map(x -> x * x).toArray();
                            return new CovarianceFilter.Spread(step.most(), tau);
                        },
                        true);
    }
}
