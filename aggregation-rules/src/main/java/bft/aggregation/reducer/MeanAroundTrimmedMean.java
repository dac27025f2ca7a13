package bft.aggregation.reducer;

import bft.aggregation.MajorityReducer;
import bft.aggregation.kernels.SortingNetwork;

/**
 * Phocas: the mean of the n-f values of each column nearest to its trimmed mean (f cut at either
 * end).
 *
 * <p>Requires n >= 2f+1. Cost O(n log² n) a column, as {@link MeanAroundMedian}. Guarantee: each
 * coordinate stays within the honest spread for f &lt; n/2.
 *
 * <p>Cong Xie, Oluwasanmi Koyejo, Indranil Gupta: Phocas: Dimensional Byzantine-resilient
 * Stochastic Gradient Descent, 2018. Of values equally near on both sides, the one of the lowest
 * row is kept. The trimmed mean is rounded to float before distances are compared.
 *
 * @param f rows declared Byzantine
 */
public record MeanAroundTrimmedMean(int f) implements MajorityReducer {
    @Override
    public Columns forRows(int rows) {
        var network = SortingNetwork.pruned(rows, MeanAroundMedian.classes(rows, rows - f));
        return (tile, out, at) -> {
            tile.sort(network);
            tile.centreOnMean(f, rows - f);
            tile.meanAround(rows - f, out, at);
        };
    }

    @Override
    public void count(float[] column, boolean[] counted) {
        int n = column.length;
        Counted.nearest(column, Counted.mean(column, f, n - f), n - f, counted);
    }
}
