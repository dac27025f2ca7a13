package bft.aggregation.reducer;

import bft.aggregation.MajorityReducer;
import java.util.Arrays;

/**
 * The mean of the finite values of each column without the f smallest and f largest of them; 0 in a
 * column with 2f or fewer, so that f rows never decide alone what was lost in most others.
 *
 * <p>Requires n >= 2f+1. Cost O(n log n) a column. Guarantee: each coordinate is 0, or lies between
 * the smallest and the largest honest value that came; that of {@link TrimmedMean} in a column
 * without lost values. Like {@link FiniteMean} it reads all rows as received.
 *
 * <p>The trimmed mean of Yin et al. (ICML 2018) over the values that are present. AggregaThor
 * (Damaskinos et al., SysML 2019) has the mean and the median of such columns; a coordinate that
 * waits for the next round where too few values are left is ours.
 *
 * @param f rows declared Byzantine
 */
public record FiniteTrimmedMean(int f) implements MajorityReducer {
    @Override
    public Columns forRows(int rows) {
        return (tile, out, at) -> {
            var column = new float[rows];
            for (int k = 0; k < tile.width(); k++) {
                out[at + k] = middle(column, FiniteMedian.finite(tile, k, column));
            }
        };
    }

    private float middle(float[] column, int finite) {
        if (finite <= 2 * f) {
            return 0;
        }
        Arrays.sort(column, 0, finite);
        double sum = 0;
        for (int i = f; i < finite - f; i++) {
            sum += column[i];
        }
        return (float) (sum / (finite - 2 * f));
    }

    @Override
    public boolean takesNonFinite() {
        return true;
    }
}
