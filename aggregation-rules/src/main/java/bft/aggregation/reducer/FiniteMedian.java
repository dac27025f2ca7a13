package bft.aggregation.reducer;

import bft.aggregation.MajorityReducer;
import bft.aggregation.kernels.ColumnTile;
import java.util.Arrays;

/**
 * The median of each column where values may have been lost on the way.
 *
 * <p>Requires n >= 2f+1. Cost O(n log n) a column, without the sorting networks of {@link Median}.
 * Guarantee: that of the median in a column that lost nothing; where honest values are lost as
 * well, f must be below half of those left. Like {@link FiniteMean} it sees all rows as they came,
 * so a NaN or an infinity costs its sender one coordinate and not its vote, and no mixing can stand
 * before it.
 *
 * <p>AggregaThor (Damaskinos et al., SysML 2019) orders every value that is not finite after those
 * that are and takes the middle of all n: {@code lost=last}; the result is NaN where the middle is
 * lost. Garfield (Guerraoui et al., 2021) takes the middle of the finite values alone, and 0 where
 * there is none: {@code lost=dropped}, the default.
 *
 * @param f rows declared Byzantine
 * @param kind which value stands for the middle of an even number
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

    /** Gathers the finite values of a column and says how many there are. */
    private static int finite(ColumnTile tile, int k, float[] column) {
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
    public FiniteMedian withFaulty(int faulty) {
        return new FiniteMedian(faulty, kind, lostLast);
    }

    @Override
    public boolean takesNonFinite() {
        return true;
    }
}
