package bft.worker.task;

import bft.worker.client.Computation;
import bft.worker.client.Model;
import bft.worker.training.Draw;
import bft.worker.training.GradientSource;
import bft.worker.wire.Contract;
import bft.worker.wire.Draws;

/**
 * The gradients of a source for each model that a worker receives. It counts the batches that the
 * worker uses, and goes on where the worker's process before it ended, as far as the server knows.
 */
public final class CountedGradients implements Computation {
    private final GradientSource source;
    private long count;

    /**
     * Begins after the last gradient that this worker pushed.
     *
     * @param contract of the worker
     */
    public CountedGradients(GradientSource source, Contract contract) {
        this.source = source;
        this.count = contract.lastSequence();
    }

    @Override
    public float[] gradient(Model model, int attempt) {
        var draw = new Draw(Draws.of(model.version(), attempt), count);
        count++;
        return source.gradientAt(draw, model.parameters());
    }
}
