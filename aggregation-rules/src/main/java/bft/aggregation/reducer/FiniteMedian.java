package bft.aggregation.reducer;

import bft.aggregation.MajorityReducer;
import bft.aggregation.kernels.ColumnTile;
import java.util.Arrays;

/**
 * The median of each column where values may have been lost in transmission.
 *
 * <p>Requires n >= 2f+1. Cost O(n log n) a column, without the sorting networks of {@link Median}.
 * Guarantee: that of the median in a column without lost values; where honest values are lost, f
 * must be below half of the remaining ones. Like {@link FiniteMean} it reads all rows as received,
 * so a NaN or an infinity excludes one coordinate of a row and not the row, and no mixing can
 * precede it.
 *
 * <p>AggregaThor (Damaskinos et al., SysML 2019) sorts every value that is not finite after the
 * finite ones and takes the median of all n: {@code lost=last}; the result is NaN where the median
 * is lost. Garfield (Guerraoui et al., 2021) takes the median of the finite values only, and 0
 * where there is none: {@code lost=dropped}, the default.
 *
 * @param f rows declared Byzantine
 * @param kind which value is the median of an even number
 * @param lostLast whether lost values count as the largest, or not at all
 */
public record FiniteMedian(int f, Median.Kind kind, boolean lostLast) implements MajorityReducer {
    @Override
    public Columns forRows(int rows) {
        return (tile, out, at) -> {
            var column = new float[rows];
            for (int k = 0; k < tile.width(); k++) {
                out[at + k] = middle(column, finite(tile, k, column), rows);
            }
        };
    }

    /** Collects the finite values of a column and returns their number. */
    static int finite(ColumnTile tile, int k, float[] column) {
        int count = 0;
        for (int i = 0; i < column.length; i++) {
            float x = tile.value(i, k);
            column[count] = x;
            count += Float.isFinite(x) ? 1 : 0;
        }
        return count;
    }

    private float middle(float[] column, int finite, int rows) {
        int all = lostLast ? rows : finite;
        if (all == 0) {
            return 0;
        }
        int high = kind.high(all);
        if (high >= finite) {
            return Float.NaN;
        }
        Arrays.sort(column, 0, finite);
        return (float) (((double) column[kind.low(all)] + column[high]) / 2);
    }

    @Override
    public boolean takesNonFinite() {
        return true;
    }
}
