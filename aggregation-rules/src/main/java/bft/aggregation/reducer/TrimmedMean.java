package bft.aggregation.reducer;

import bft.aggregation.Reducer;
import bft.aggregation.kernels.SortingNetwork;
import java.util.OptionalInt;

/**
 * The mean of each column without its f smallest and f largest values. Requires n >= 2f+1. Cost O(n
 * log² n) a column. Guarantee: (f, 6f/(n-2f) r)-robust with r = 1 + f/(n-2f) (Allouah et al.,
 * AISTATS 2023).
 *
 * <p>Dong Yin, Yudong Chen, Kannan Ramchandran, Peter Bartlett: Byzantine-Robust Distributed
 * Learning: Towards Optimal Statistical Rates, ICML 2018. The kept values are summed;
 * implementations that subtract the cut values from the sum lose all precision to one huge value. f
 * = 0 cuts nothing.
 *
 * @param f rows declared Byzantine
 * @param fixed number of values cut at either end for any f; f if empty. A number below f protects
 *     against that many only
 */
public record TrimmedMean(int f, OptionalInt fixed) implements Reducer {
    /** Cuts f values at either end. */
    public TrimmedMean(int f) {
        this(f, OptionalInt.empty());
    }

    @Override
    public Columns forRows(int rows) {
        int cut = cut();
        var network = SortingNetwork.forSum(rows, cut, rows - cut);
        return (tile, out, at) -> {
            tile.sort(network);
            tile.mean(cut, rows - cut, out, at);
        };
    }

    private int cut() {
        return fixed.orElse(f);
    }

    @Override
    public void count(float[] column, boolean[] counted) {
        Counted.ranks(column, cut(), column.length - cut(), counted);
    }

    @Override
    public int minimumInputs() {
        return 2 * cut() + 1;
    }

    @Override
    public String condition() {
        return fixed.isEmpty() ? "n >= 2f+1" : "n >= 2 cut + 1 (cut=" + cut() + ")";
    }
}
