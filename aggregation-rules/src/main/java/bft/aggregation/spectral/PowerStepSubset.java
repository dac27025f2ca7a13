package bft.aggregation.spectral;

import bft.aggregation.Distances;
import bft.aggregation.MajorityMixing;
import bft.aggregation.RoundContext;
import bft.aggregation.RowMixing;
import bft.aggregation.Weights;

/**
 * SMEA as byzfl computes it: {@link SmallestEigenvalue} with a single power step for the
 * eigenvalue. For comparison: in a quarter of our reference cases it chooses another subset.
 *
 * <p>Requires n >= 2f+1. Cost O(n d) for the rows' sums, which distances do not tell, and C(n, f)
 * times O((n-f)²), as nothing is known of a subset before it is whole; it ends with an error after
 * {@link SmallestEigenvalue#MOST_SUBSETS}. Source and guarantee: see {@link SmallestEigenvalue};
 * none is proved for this variant.
 *
 * @param f rows declared Byzantine
 */
public record PowerStepSubset(int f) implements RowMixing, MajorityMixing {
    @Override
    public Weights mix(float[][] rows, Distances distances, RoundContext round) {
        double[] sums = PowerStep.sums(rows);
        var search =
                new SubsetSearch(
                        rows.length,
                        rows.length - f,
                        false,
                        chosen -> step(distances, sums, chosen));
        return search.mean(distances);
    }

    private static double step(Distances distances, double[] sums, int[] chosen) {
        var shares = new double[distances.points()];
        for (int i : chosen) {
            shares[i] = 1.0 / chosen.length;
        }
        return PowerStep.of(distances.innerProducts(shares), sums, shares).most();
    }

    @Override
    public PowerStepSubset withFaulty(int faulty) {
        return new PowerStepSubset(faulty);
    }
}
