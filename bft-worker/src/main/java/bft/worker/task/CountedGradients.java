package bft.worker.task;

import bft.worker.client.Computation;
import bft.worker.client.Model;
import bft.worker.training.Draw;
import bft.worker.training.GradientSource;
import bft.worker.training.WorkerFigures;
import bft.worker.wire.Contract;
import bft.worker.wire.Draws;
import bft.worker.wire.Figure;
import java.util.SortedMap;

/**
 * The gradients of a source for each model that a worker receives. It counts the batches that the
 * worker uses, and goes on where the worker's process before it ended, as far as the server knows.
 */
public final class CountedGradients implements Computation {
    private final GradientSource source;
    private final WorkerFigures figures;
    private long count;

    /** Gradients whose figures nobody asks for. */
    public CountedGradients(GradientSource source, Contract contract) {
        this(source, contract, new WorkerFigures());
    }

    /**
     * Begins after the last gradient that this worker pushed.
     *
     * @param contract of the worker
     * @param figures told by the source what each batch shows
     */
    public CountedGradients(GradientSource source, Contract contract, WorkerFigures figures) {
        this.source = source;
        this.figures = figures;
        this.count = contract.lastSequence();
    }

    @Override
    public float[] gradient(Model model, int attempt) {
        var draw = new Draw(Draws.of(model.version(), attempt), count);
        count++;
        figures.expect(draw, model.parameters());
        return source.gradientAt(draw, model.parameters());
    }

    @Override
    public SortedMap<Figure, Double> figures() {
        return figures.newest();
    }
}
