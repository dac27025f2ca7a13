package bft.aggregation.reducer;

import bft.aggregation.Reducer;

/**
 * The mean of the finite values of each column; NaN if there is none. For coordinates lost in
 * transmission, not against attacks.
 *
 * <p>Requires n >= 1. Cost O(n) a column. Guarantee: none, one finite value moves it anywhere. For
 * this rule a row with a NaN or an infinity is not proof of a faulty sender: it reads all rows as
 * received, and no mixing can precede it, as distances to such rows are meaningless.
 *
 * <p>AggregaThor (Georgios Damaskinos, El Mahdi El Mhamdi, Rachid Guerraoui, Arsany Guirguis,
 * Sébastien Rouault: AggregaThor: Byzantine Machine Learning via Robust Gradient Aggregation, SysML
 * 2019) calls it average-nan; a column without a finite value gives NaN there too.
 */
public record FiniteMean() implements Reducer {
    @Override
    public Columns forRows(int rows) {
        return (tile, out, at) -> tile.finiteMean(out, at);
    }

    @Override
    public int minimumInputs() {
        return 1;
    }

    @Override
    public boolean takesNonFinite() {
        return true;
    }
}
