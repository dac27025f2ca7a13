package bft.worker.data;

import bft.aggregation.Seeds;
import bft.spec.BadArgument;
import java.util.Arrays;

/**
 * Each worker has rows of a few classes only (after McMahan et al., "Communication-efficient
 * learning of deep networks from decentralized data", AISTATS 2017, section 3).
 *
 * <p>The classes are shuffled with the seed and dealt in this order, cyclically: worker 0 gets the
 * first {@code classes} of them, worker 1 the next. A class of several workers is shuffled and cut
 * into equal blocks. Unlike the shards of the paper, which may span two classes, this gives each
 * worker exactly that many classes.
 *
 * @param classes of each worker, at least 1
 */
record ByClass(int classes) implements Partition {
    @Override
    public int[] indices(int worker, int workers, int[] labels, long seed) {
        int[][] byClass = ByLabel.classes(Shuffle.order(labels.length, Seeds.random(seed)), labels);
        requireDealable(byClass, workers);
        int[] order = Shuffle.order(byClass.length, Seeds.random(seed, byClass.length));
        int[][] shares = new int[classes][];
        for (int i = 0; i < classes; i++) {
            long dealt = (long) worker * classes + i;
            int place = (int) (dealt % byClass.length);
            int[] rows = byClass[order[place]];
            int holder = (int) (dealt / byClass.length);
            int holders = holders(place, workers, byClass.length);
            shares[i] =
                    Arrays.copyOfRange(
                            rows,
                            Partition.bound(holder, holders, rows.length),
                            Partition.bound(holder + 1, holders, rows.length));
        }
        return Arrays.stream(shares).flatMapToInt(Arrays::stream).toArray();
    }

    /** How many workers get the class at this position of the order. */
    private int holders(int place, int workers, int count) {
        return (int) (((long) workers * classes - place + count - 1) / count);
    }

    private void requireDealable(int[][] byClass, int workers) {
        BadArgument.when(classes > byClass.length || (long) workers * classes < byClass.length)
                .because(
                        "by-class: the data have %s classes, which %s workers with %s each "
                                + "cannot share out; needs classes <= %s <= workers x classes",
                        byClass.length, workers, classes, byClass.length);
        int most = holders(0, workers, byClass.length);
        int least = Arrays.stream(byClass).mapToInt(rows -> rows.length).min().orElse(0);
        BadArgument.when(least < most)
                .because("by-class: a class has %s rows, too few for its %s workers", least, most);
    }
}
