package bft.aggregation;

import bft.aggregation.kernels.ColumnTile;

/**
 * Makes one value of each column of a block of rows. An implementation is an immutable record of
 * its settings.
 */
public interface Reducer {
    /** A reducer prepared for a number of rows; used by several threads at once. */
    @FunctionalInterface
    interface Columns {
        /**
         * Reduces a tile of columns.
         *
         * @param tile the rows' values; modified
         * @param out receives one value a column, from {@code at} on
         */
        void reduce(ColumnTile tile, float[] out, int at);
    }

    /** Prepares the reduction of tiles of {@code rows} rows. */
    Columns forRows(int rows);

    /** The smallest number of rows that can be reduced. */
    int minimumInputs();

    /**
     * Marks which values of one column count in its result, for explanations.
     *
     * @param column one value a row, may be modified
     * @param counted true for each value; cleared for those that do not count. Of equal values at
     *     an end all may stay marked
     */
    default void count(float[] column, boolean[] counted) {}

    /** Whether this is the plain mean, which needs no tile: it folds into the weights. */
    default boolean isMean() {
        return false;
    }

    /**
     * Whether rows with a NaN or an infinity are reduced too, instead of being excluded as faulty.
     */
    default boolean takesNonFinite() {
        return false;
    }

    /** The condition on n and f as error messages print it, e.g. {@code n >= 2f+1}. */
    default String condition() {
        return "n >= " + minimumInputs();
    }
}
