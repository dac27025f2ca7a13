package bft.aggregation.reducer;

import bft.aggregation.Reducer;

/**
 * The mean of the rows, {@code sum_i x_i / n}. Requires n >= 1. Cost O(n d). Robust against nobody:
 * one Byzantine row moves it anywhere. It is what remains of a rule whose mixing has already
 * chosen.
 */
public record Mean() implements Reducer {
    @Override
    public Columns forRows(int rows) {
        return (block, width, out, at) -> {
            for (int c = 0; c < width; c++) {
                double sum = 0;
                for (int i = 0; i < rows; i++) {
                    sum += block[i * width + c];
                }
                out[at + c] = (float) (sum / rows);
            }
        };
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
