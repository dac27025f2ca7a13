package bft.aggregation.reducer;

import bft.aggregation.MajorityReducer;
import bft.aggregation.kernels.SortingNetwork;

/**
 * The median of each column. Requires n >= 2f+1. Cost O(n log² n) a column. Guarantee: (f,
 * 4r²)-robust with r = 1 + f/(n-2f) (Allouah et al., AISTATS 2023).
 *
 * <p>Dong Yin, Yudong Chen, Kannan Ramchandran, Peter Bartlett: Byzantine-Robust Distributed
 * Learning: Towards Optimal Statistical Rates, ICML 2018. For even n implementations differ: the
 * midpoint of the two middle values (numpy, the default here), the lower (torch) or the upper of
 * the two.
 *
 * @param f rows declared Byzantine
 * @param kind which value is the median of an even number
 */
public record Median(int f, Kind kind) implements MajorityReducer {
    /** Which value is the median of an even number of values. */
    public enum Kind {
        MIDPOINT,
        LOWER,
        UPPER;

        /** Rank of the lower of the values whose midpoint is the median. */
        int low(int rows) {
            return this == UPPER ? rows / 2 : (rows - 1) / 2;
        }

        /** Rank of the upper one, which may be the same. */
        int high(int rows) {
            return this == LOWER ? (rows - 1) / 2 : rows / 2;
        }
    }

    @Override
    public Columns forRows(int rows) {
        int low = kind.low(rows);
        int high = kind.high(rows);
        var network = SortingNetwork.forSum(rows, low, high + 1);
        return (tile, out, at) -> {
            tile.sort(network);
            tile.mean(low, high + 1, out, at);
        };
    }

    @Override
    public void count(float[] column, boolean[] counted) {
        int n = column.length;
        Counted.ranks(column, kind.low(n), kind.high(n) + 1, counted);
    }
}
