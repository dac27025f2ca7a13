package bft.aggregation.reducer;

import bft.aggregation.Reducer;
import bft.aggregation.kernels.SortingNetwork;

/**
 * The median of each column. Requires n >= 2f+1. Cost O(n log² n) a column.
 *
 * <p>Dong Yin, Yudong Chen, Kannan Ramchandran, Peter Bartlett: Byzantine-Robust Distributed
 * Learning: Towards Optimal Statistical Rates, ICML 2018. For even n codes differ: the midpoint of
 * the two middle values (numpy, the default here), the lower (torch) or the upper of the two.
 *
 * @param f rows declared Byzantine
 * @param kind which value stands for the middle of an even number
 */
public record Median(int f, Kind kind) implements Reducer {
    /** Which value stands for the middle of an even number of values. */
    public enum Kind {
        MIDPOINT,
        LOWER,
        UPPER
    }

    @Override
    public Columns forRows(int rows) {
        int low = kind == Kind.UPPER ? rows / 2 : (rows - 1) / 2;
        int high = kind == Kind.LOWER ? (rows - 1) / 2 : rows / 2;
        var network = SortingNetwork.forSum(rows, low, high + 1);
        return (strip, out, at) -> {
            strip.sort(network);
            strip.mean(low, high + 1, out, at);
        };
    }

    @Override
    public int minimumInputs() {
        return 2 * f + 1;
    }

    @Override
    public String condition() {
        return "n >= 2f+1";
    }

    @Override
    public Median withFaulty(int faulty) {
        return new Median(faulty, kind);
    }
}
