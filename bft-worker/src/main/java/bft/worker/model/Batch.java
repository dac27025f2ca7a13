package bft.worker.model;

import bft.spec.BadArgument;
import bft.worker.data.Dataset;

/**
 * Rows of a data set to compute a gradient over.
 *
 * @param rows indices into the data, repetition allowed, at least one; not to be modified
 */
public record Batch(Dataset data, int[] rows) {

    /**
     * @throws IllegalArgumentException if there is no row
     */
    public Batch {
        BadArgument.when(rows.length == 0).because("a batch needs at least 1 row, got 0");
    }

    /** Number of rows. */
    public int size() {
        return rows.length;
    }
}
