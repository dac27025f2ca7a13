package bft.aggregation;

/**
 * Makes one value of each column of a block of rows. An implementation is an immutable record of
 * its settings.
 */
public interface Reducer {
    /** A reducer made ready for a number of rows; used by several threads at once. */
    @FunctionalInterface
    interface Columns {
        /**
         * Reduces {@code width} columns.
         *
         * @param block row-major, row i begins at {@code i * width}; modified
         * @param out receives the result at {@code out[at]} to {@code out[at + width - 1]}
         */
        void reduce(float[] block, int width, float[] out, int at);
    }

    /** Prepares the reduction of blocks of {@code rows} rows. */
    Columns forRows(int rows);

    /** The least number of rows that can be reduced. */
    int minimumInputs();

    /** Whether this is the plain mean, which needs no block: it folds into the weights. */
    default boolean isMean() {
        return false;
    }

    /** The condition on n and f in the words of an error message, e.g. {@code n >= 2f+1}. */
    default String condition() {
        return "n >= " + minimumInputs();
    }

    /** The same reducer for another number of Byzantine rows. */
    default Reducer withFaulty(int f) {
        return this;
    }
}
