package bft.worker.data;

import bft.spec.BadArgument;
import java.util.stream.IntStream;

/**
 * The first workers divide the rows among themselves; each other worker has all rows. So attackers,
 * the last workers, know the whole distribution, however heterogeneous the honest workers are.
 *
 * @param sharers how many workers divide the rows, at least 1
 */
record Among(int sharers, Partition partition) implements Partition {
    @Override
    public int[] indices(int worker, int workers, int[] labels, long seed) {
        BadArgument.when(sharers > workers)
                .because("among must be at most the %s workers, got %s", workers, sharers);
        return worker < sharers
                ? partition.indices(worker, sharers, labels, seed)
                : IntStream.range(0, labels.length).toArray();
    }
}
