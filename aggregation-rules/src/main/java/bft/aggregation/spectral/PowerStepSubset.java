package bft.aggregation.spectral;

import bft.aggregation.Distances;
import bft.aggregation.MajorityMixing;
import bft.aggregation.RoundContext;
import bft.aggregation.RowMixing;
import bft.aggregation.Weights;
import java.util.Arrays;

/**
 * SMEA as byzfl computes it: {@link SmallestEigenvalue} with a single power step for the
 * eigenvalue. For comparison only: in a quarter of our reference cases it chooses another subset.
 *
 * <p>Requires n >= 2f+1. Cost O(n d) for the rows' sums, which distances do not determine, and C(n,
 * f) times O(n²), as incomplete subsets give no bound, up to the bound of {@link
 * SmallestEigenvalue}, where it ends in the same way. Source and guarantee: see there; none is
 * proved for this variant.
 *
 * @param f rows declared Byzantine
 */
public record PowerStepSubset(int f) implements RowMixing, MajorityMixing {
    /** The length of the step, for which an incomplete subset gives no bound. */
    private record Step(Distances distances, double[] sums) implements SubsetSearch.Spread {
        @Override
        public double of(int... chosen) {
            var shares = new double[distances.points()];
            for (int i : chosen) {
                shares[i] = 1.0 / chosen.length;
            }
            return PowerStep.of(distances.innerProducts(shares), sums, shares).most();
        }

        @Override
        public long cost(int size) {
            return 100 + (long) distances.rows() * distances.rows();
        }

        @Override
        public boolean grows() {
            return false;
        }
    }

    @Override
    public Weights mix(float[][] rows, Distances distances, RoundContext round) {
        int n = rows.length;
        var uniform = new double[distances.points()];
        Arrays.fill(uniform, 0, n, 1.0 / n);
        int[] start = SmallestEigenvalue.start(distances, distances.innerProducts(uniform), f);
        return new SubsetSearch(n, n - f, new Step(distances, PowerStep.sums(rows)), start)
                .mean(distances);
    }
}
