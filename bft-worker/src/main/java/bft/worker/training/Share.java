package bft.worker.training;

import bft.worker.data.Dataset;

/**
 * What one worker learns from.
 *
 * @param train all rows
 * @param rows which of them are the worker's own, at least one; not to be modified
 * @param worker index of the worker, so that workers of the same rows draw differently
 */
public record Share(Dataset train, int[] rows, int worker) {

    /**
     * @throws IllegalArgumentException if there are no rows
     */
    public Share {
        if (rows.length == 0) {
            throw new IllegalArgumentException("worker %s has no rows".formatted(worker));
        }
    }
}
