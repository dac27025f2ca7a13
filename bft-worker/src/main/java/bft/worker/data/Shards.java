package bft.worker.data;

import bft.aggregation.Seeds;
import bft.spec.BadArgument;
import java.util.stream.IntStream;

/**
 * The rows, sorted by label, are cut into {@code each} shards for each worker, and the shards are
 * dealt at random: most workers see {@code each} classes, some fewer, and those whose shards span a
 * border more.
 *
 * <p>McMahan, Moore, Ramage, Hampson, Aguera y Arcas, Communication-Efficient Learning of Deep
 * Networks from Decentralized Data, AISTATS, 2017, section 3, with 200 shards of MNIST for 100
 * clients.
 *
 * @param each shards of a worker, at least 1
 */
record Shards(int each) implements Partition {
    @Override
    public int[] indices(int worker, int workers, int[] labels, long seed) {
        int count = labels.length;
        BadArgument.when((long) workers * each > count)
                .because(
                        "shards: %s workers with %s shards each need as many rows, got %s; lower each",
                        workers, each, count);
        int shards = workers * each;
        int[] rows = ByLabel.sorted(Shuffle.order(count, Seeds.random(seed)), labels);
        int[] dealt = Shuffle.order(shards, Seeds.random(seed, shards));
        return IntStream.range(worker * each, (worker + 1) * each)
                .map(place -> dealt[place])
                .flatMap(
                        shard ->
                                IntStream.range(
                                        Partition.bound(shard, shards, count),
                                        Partition.bound(shard + 1, shards, count)))
                .map(place -> rows[place])
                .toArray();
    }
}
