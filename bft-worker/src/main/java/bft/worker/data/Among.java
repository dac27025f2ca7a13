package bft.worker.data;

import java.util.stream.IntStream;

/**
 * The first workers share the rows out among themselves; all others have every row. So attackers,
 * the last workers, know the whole distribution however different the honest workers are.
 *
 * @param sharers how many share, at least 1
 */
record Among(int sharers, Partition partition) implements Partition {
    @Override
    public int[] indices(int worker, int workers, int[] labels, long seed) {
        if (sharers > workers) {
            throw new IllegalArgumentException(
                    "among must be at most the %s workers, got %s".formatted(workers, sharers));
        }
        Partition.requireShare(worker, workers, labels.length);
        return worker < sharers
                ? partition.indices(worker, sharers, labels, seed)
                : IntStream.range(0, labels.length).toArray();
    }

    @Override
    public String toString() {
        String text = partition.toString();
        return text + (text.contains(":") ? "," : ":") + "among=" + sharers;
    }
}
