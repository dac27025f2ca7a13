package bft.worker.training;

import bft.aggregation.Seeds;
import bft.worker.data.Shuffle;
import bft.worker.model.Batch;
import java.util.Random;

/**
 * Which rows a worker computes its gradients over. The batch is a function of seed, worker and draw
 * only, so a run can be repeated in any order. Rows drawn with replacement go by the number of the
 * draw, so that a restarted worker computes the same gradient for the same version; reshuffled ones
 * by the worker's own count of batches, so that a worker that misses rounds skips no row. One
 * thread at a time.
 */
@FunctionalInterface
public interface Batches {
    /** Each row of a batch is drawn independently from the worker's rows. */
    String WITH_REPLACEMENT = "with-replacement";

    /** The worker's rows in random order, each once before any again. */
    String RESHUFFLED = "reshuffled";

    /** Most rows in a batch: each needs memory for its features and every unit of the model. */
    int MAX_SIZE = 65_536;

    /** The batch of this draw. */
    Batch at(Draw draw);

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
                : draw -> drawn(share, size, Seeds.random(seed, share.worker(), draw.number()));
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
     * Batch b of the worker uses {@code size} rows, from {@code b size} on, of an endless sequence
     * of epochs, each of which has all rows of the share in its own order; a batch may span several
     * epochs.
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
        public Batch at(Draw draw) {
            int count = share.rows().length;
            int[] drawn = new int[size];
            for (int i = 0; i < size; i++) {
                long position = draw.count() * size + i;
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
