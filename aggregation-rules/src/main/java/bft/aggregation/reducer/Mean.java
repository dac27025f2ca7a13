package bft.aggregation.reducer;

import bft.aggregation.Reducer;

/**
 * The mean of the rows, {@code sum_i x_i / n}. Requires n >= 1. Cost O(n d). Guarantee: none, one
 * Byzantine row moves it anywhere (Blanchard et al., NIPS 2017, lemma 1). After a mixing that
 * selects rows it is the remaining step.
 */
public record Mean() implements Reducer {
    @Override
    public Columns forRows(int rows) {
        return (tile, out, at) -> tile.mean(0, rows, out, at);
    }

    @Override
    public int minimumInputs() {
        return 1;
    }

    @Override
    public boolean isMean() {
        return true;
    }
}
