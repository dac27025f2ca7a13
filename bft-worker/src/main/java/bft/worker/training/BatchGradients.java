package bft.worker.training;

import bft.aggregation.Seeds;
import bft.worker.data.Dataset;
import bft.worker.model.Batch;
import bft.worker.model.GradientFunction;
import java.util.Random;

/**
 * What an honest worker computes: the stochastic gradient over a batch of its own rows.
 *
 * <p>The batch is drawn with replacement and depends on (seed, worker, version) only. So a worker
 * that crashes and comes back computes the same gradient for the same version, and a run can be
 * repeated in any order. One thread at a time.
 */
public final class BatchGradients implements GradientSource {
    private final GradientFunction function;
    private final Dataset train;
    private final int[] rows;
    private final int batchSize;
    private final long seed;
    private final int worker;

    /**
     * @param rows the worker's own rows of {@code train}, at least one; not modified
     * @param batchSize rows in a batch, from 1 to {@link #MAX_BATCH}
     * @param seed of the job
     * @throws IllegalArgumentException if there are no rows or the batch size is out of range
     */
    public BatchGradients(
            GradientFunction function,
            Dataset train,
            int[] rows,
            int batchSize,
            long seed,
            int worker) {
        if (rows.length == 0) {
            throw new IllegalArgumentException("worker %d has no rows".formatted(worker));
        }
        if (batchSize < 1 || batchSize > MAX_BATCH) {
            throw new IllegalArgumentException(
                    "batch size must be in [1, %d], got %d".formatted(MAX_BATCH, batchSize));
        }
        this.function = function;
        this.train = train;
        this.rows = rows.clone();
        this.batchSize = batchSize;
        this.seed = seed;
        this.worker = worker;
    }

    @Override
    public float[] gradientAt(long version, float[] parameters) {
        float[] gradient = new float[function.dimension()];
        function.lossAndGradient(parameters, batchAt(version), gradient);
        return gradient;
    }

    Batch batchAt(long version) {
        Random random = Seeds.random(seed, worker, version);
        int[] drawn = new int[batchSize];
        for (int i = 0; i < batchSize; i++) {
            drawn[i] = rows[random.nextInt(rows.length)];
        }
        return new Batch(train, drawn);
    }
}
