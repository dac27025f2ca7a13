package bft.worker.training;

import bft.spec.BadArgument;
import bft.worker.data.Dataset;

/**
 * The data that one worker learns from.
 *
 * @param train all rows
 * @param rows which of them are the worker's own, at least one; not to be modified
 * @param worker index of the worker, so that workers with the same rows draw different batches
 */
public record Share(Dataset train, int[] rows, int worker) {

    /**
     * @throws IllegalArgumentException if there are no rows
     */
    public Share {
        BadArgument.when(rows.length == 0).because("worker %s has no rows", worker);
    }
}
