package bft.worker.data;

import bft.aggregation.Seeds;
import java.util.Arrays;

/**
 * A share gamma of the rows is dealt at random, the rest is sorted by label before it is cut into
 * blocks: with 1 all workers are alike, with 0 each sees as few classes as possible (Karimireddy et
 * al., "SCAFFOLD", ICML 2020, section 7; "gamma similarity" in ByzFL).
 *
 * @param gamma in 0..1
 */
record Similarity(double gamma) implements Partition {
    /** The two kinds alternate evenly along all rows, which are cut into blocks as always. */
    @Override
    public int[] indices(int worker, int workers, int[] labels, long seed) {
        int count = labels.length;
        int[] order = Shuffle.order(count, Seeds.random(seed));
        int alike = (int) Math.round(gamma * count);
        int[] rest = ByLabel.sorted(Arrays.copyOfRange(order, alike, count), labels);
        int from = Partition.bound(worker, workers, count);
        int to = Partition.bound(worker + 1, workers, count);
        int alikeFrom = (int) ((long) from * alike / count);
        int alikeTo = (int) ((long) to * alike / count);
        int[] rows = new int[to - from];
        System.arraycopy(order, alikeFrom, rows, 0, alikeTo - alikeFrom);
        System.arraycopy(
                rest,
                from - alikeFrom,
                rows,
                alikeTo - alikeFrom,
                rows.length - (alikeTo - alikeFrom));
        return rows;
    }
}
