package bft.worker.training;

import bft.aggregation.Seeds;
import bft.spec.BadArgument;
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
     * @param sampling specification of a {@link BatchPlan}
     * @param size rows in the first batch, from 1 to {@link #MAX_SIZE}
     * @param seed of the job
     * @throws IllegalArgumentException if there is no such way or the size is out of range
     */
    static Batches of(String sampling, Share share, int size, long seed) {
        check(sampling, size);
        BatchPlan plan = BatchPlan.of(sampling);
        return plan.reshuffled()
                ? new Reshuffled(share, plan, size, seed)
                : draw ->
                        drawn(
                                share,
                                plan.size(size, draw.count()),
                                Seeds.random(seed, share.worker(), draw.number()));
    }

    /**
     * Refuses what {@link #of} would refuse.
     *
     * @throws IllegalArgumentException if there is no such way or the size is out of range
     */
    static void check(String sampling, int size) {
        BadArgument.when(size < 1 || size > MAX_SIZE)
                .because("batch must be in [1, %s], got %s", MAX_SIZE, size);
        BatchPlan.of(sampling);
    }

    private static Batch drawn(Share share, int size, Random random) {
        int[] drawn = new int[size];
        for (int i = 0; i < size; i++) {
            drawn[i] = share.rows()[random.nextInt(share.rows().length)];
        }
        return new Batch(share.train(), drawn);
    }

    /**
     * Each batch of the worker uses the next rows of an endless sequence of epochs, each of which
     * has all rows of the share in its own order; a batch may span several epochs.
     */
    final class Reshuffled implements Batches {
        private final Share share;
        private final BatchPlan plan;
        private final int first;
        private final long seed;
        private long epoch = -1;
        private int[] order = {};

        private Reshuffled(Share share, BatchPlan plan, int first, long seed) {
            this.share = share;
            this.plan = plan;
            this.first = first;
            this.seed = seed;
        }

        @Override
        public Batch at(Draw draw) {
            int count = share.rows().length;
            long before = plan.before(first, draw.count());
            int[] drawn = new int[plan.size(first, draw.count())];
            for (int i = 0; i < drawn.length; i++) {
                long position = before + i;
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
