package bft.worker.training;

import bft.aggregation.Seeds;
import bft.worker.data.Shuffle;
import bft.worker.model.Batch;
import java.util.Random;

/**
 * Which rows a worker computes its gradients over. The batch is a function of seed, worker and
 * version only, so a restarted worker computes the same gradient for the same version, and a run
 * can be repeated in any order. Where a worker computes several gradients on a version, {@link
 * bft.worker.wire.Draws} numbers them, and a number takes the version's place. One thread at a
 * time.
 */
@FunctionalInterface
public interface Batches {
    /** Each row of a batch is drawn independently from the worker's rows. */
    String WITH_REPLACEMENT = "with-replacement";

    /** The worker's rows in random order, each once before any again. */
    String RESHUFFLED = "reshuffled";

    /** Most rows in a batch: each needs memory for its features and every unit of the model. */
    int MAX_SIZE = 65_536;

    /** The batch of this version. */
    Batch at(long version);

    /**
     * Batches drawn in this way.
     *
     * @param sampling {@link #WITH_REPLACEMENT} or {@link #RESHUFFLED}
     * @param size rows in a batch, from 1 to {@link #MAX_SIZE}
     * @param seed of the job
     * @throws IllegalArgumentException if there is no such way or the size is out of range
     */
    static Batches of(String sampling, Share share, int size, long seed) {
        check(sampling, size);
        return sampling.equals(RESHUFFLED)
                ? new Reshuffled(share, size, seed)
                : version -> drawn(share, size, Seeds.random(seed, share.worker(), version));
    }

    /**
     * Refuses what {@link #of} would refuse.
     *
     * @throws IllegalArgumentException if there is no such way or the size is out of range
     */
    static void check(String sampling, int size) {
        if (size < 1 || size > MAX_SIZE) {
            throw new IllegalArgumentException(
                    "batch must be in [1, %s], got %s".formatted(MAX_SIZE, size));
        }
        if (!sampling.equals(WITH_REPLACEMENT) && !sampling.equals(RESHUFFLED)) {
            throw new IllegalArgumentException(
                    "sampling must be %s or %s, got '%s'"
                            .formatted(WITH_REPLACEMENT, RESHUFFLED, sampling));
        }
    }

    private static Batch drawn(Share share, int size, Random random) {
        int[] drawn = new int[size];
        for (int i = 0; i < size; i++) {
            drawn[i] = share.rows()[random.nextInt(share.rows().length)];
        }
        return new Batch(share.train(), drawn);
    }

    /**
     * Version v uses {@code size} rows, from {@code v size} on, of an endless sequence of epochs,
     * each of which has all rows of the share in its own order; a batch may span several epochs.
     */
    final class Reshuffled implements Batches {
        private final Share share;
        private final int size;
        private final long seed;
        private long epoch = -1;
        private int[] order = {};

        private Reshuffled(Share share, int size, long seed) {
            this.share = share;
            this.size = size;
            this.seed = seed;
        }

        @Override
        public Batch at(long version) {
            int count = share.rows().length;
            int[] drawn = new int[size];
            for (int i = 0; i < size; i++) {
                long position = version * size + i;
                drawn[i] = share.rows()[order(position, count)[Math.floorMod(position, count)]];
            }
            return new Batch(share.train(), drawn);
        }

        private int[] order(long position, int count) {
            long wanted = Math.floorDiv(position, count);
            if (wanted != epoch) {
                Random random = Seeds.random(seed, share.worker(), 0, wanted);
                order = Shuffle.order(share.rows().length, random);
                epoch = wanted;
            }
            return order;
        }
    }
}
