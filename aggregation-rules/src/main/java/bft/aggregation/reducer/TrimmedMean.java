package bft.aggregation.reducer;

import bft.aggregation.Reducer;
import bft.aggregation.kernels.SortingNetwork;

/**
 * The mean of each column without its f smallest and f largest values. Requires n >= 2f+1. Cost O(n
 * log² n) a column.
 *
 * <p>Dong Yin, Yudong Chen, Kannan Ramchandran, Peter Bartlett: Byzantine-Robust Distributed
 * Learning: Towards Optimal Statistical Rates, ICML 2018. The kept values are added up; codes that
 * subtract the cut ones from the sum lose everything to one huge value. f = 0 cuts nothing.
 *
 * @param f values cut at either end
 */
public record TrimmedMean(int f) implements Reducer {
    @Override
    public Columns forRows(int rows) {
        var network = SortingNetwork.forSum(rows, f, rows - f);
        return (strip, out, at) -> {
            strip.sort(network);
            strip.mean(f, rows - f, out, at);
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
    public TrimmedMean withFaulty(int faulty) {
        return new TrimmedMean(faulty);
    }
}
