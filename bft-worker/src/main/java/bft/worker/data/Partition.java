package bft.worker.data;

import bft.aggregation.Seeds;
import java.util.Arrays;

/**
 * Which rows of the training data a worker learns from.
 *
 * <p>Each worker computes its own share from (worker, workers, labels, seed) only, so no one has to
 * distribute rows. Each share holds at least one row. Shares of the disjoint partitions (all but
 * {@code overlapping} and {@code replicated}) together hold every row once; those that do not look
 * at labels differ by at most one row in size.
 */
public interface Partition {

    /**
     * The rows of one worker, without repetition.
     *
     * @param worker index in {@code 0..workers-1}
     * @param workers number of workers, at most as many as rows
     * @param labels of all rows of the training data, not modified
     * @param seed of the job, the same for all workers
     * @throws IllegalArgumentException if the worker or the number of workers is out of range, or
     *     the classes cannot be dealt to so many workers
     */
    int[] indices(int worker, int workers, int[] labels, long seed);

    /**
     * The partition of this specification.
     *
     * @throws IllegalArgumentException if there is no such partition, with the known ones
     */
    static Partition of(String spec) {
        return Partitions.REGISTRY.make(spec);
    }

    /**
     * The block of {@code random}, of which a share is exchanged for rows drawn without repetition
     * from the blocks of all other workers, which keep them.
     *
     * <p>A share of 0 is {@code random}; with a share of 1 a worker sees only rows that others own.
     * Of a block of m rows, round(share m) are exchanged, at most as many as the others have.
     *
     * @param share in 0..1
     */
    record Overlapping(double share) implements Partition {
        @Override
        public int[] indices(int worker, int workers, int[] labels, long seed) {
            int count = labels.length;
            int[] order = Shuffle.order(count, Seeds.random(seed));
            int from = bound(worker, workers, count);
            int to = bound(worker + 1, workers, count);
            int[] rows = Arrays.copyOfRange(order, from, to);
            int[] others = new int[count - rows.length];
            System.arraycopy(order, 0, others, 0, from);
            System.arraycopy(order, to, others, from, count - to);
            int exchanged = (int) Math.min(Math.round(share * rows.length), others.length);
            Shuffle.prefix(others, exchanged, Seeds.random(seed, worker));
            System.arraycopy(others, 0, rows, 0, exchanged);
            return rows;
        }
    }

    /** Where the block of a worker begins, and that of the one before ends. */
    static int bound(int worker, int workers, int count) {
        return (int) ((long) worker * count / workers);
    }
}
