package bft.worker.data;

import bft.aggregation.Seeds;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Each worker has, besides its own rows, a common part of all rows that the seed has drawn, the
 * same for all workers.
 *
 * @param share of all rows, in 0..1
 */
record Common(double share, Partition partition) implements Partition {
    /** Separates the random numbers of this draw from all others. */
    private static final long COMMON = 0x636f6d6d6f6eL;

    @Override
    public int[] indices(int worker, int workers, int[] labels, long seed) {
        int[] own = partition.indices(worker, workers, labels, seed);
        int[] order = Shuffle.order(labels.length, Seeds.random(seed, COMMON));
        int common = (int) Math.round(share * labels.length);
        return IntStream.concat(Arrays.stream(own), Arrays.stream(order, 0, common))
                .distinct()
                .toArray();
    }
}
