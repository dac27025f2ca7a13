package bft.worker.training;

import bft.worker.wire.Figure;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a worker can say of each gradient: what the first batch shows of the model that the worker
 * was given, since the later ones of local steps show models of the worker's own; how many local
 * steps it made; and now and then how good the model is on rows that it does not train on. One
 * thread at a time.
 */
public final class WorkerFigures {
    private final Optional<LocalWork> work;
    private final Optional<HeldOut> heldOut;
    private final SortedMap<Figure, Double> figures = new TreeMap<>();
    private boolean isDue;

    private WorkerFigures(Optional<LocalWork> work, Optional<HeldOut> heldOut) {
        this.work = work;
        this.heldOut = heldOut;
    }

    /** Of a worker whose gradients are of one step each, and that keeps no rows back. */
    public WorkerFigures() {
        this(Optional.empty(), Optional.empty());
    }

    /**
     * Of a worker that processes its gradients so.
     *
     * @param local the chain of methods
     */
    public static WorkerFigures of(
            String local, LocalMethods.Terms terms, Optional<HeldOut> heldOut) {
        return new WorkerFigures(LocalMethods.work(local, terms), heldOut);
    }

    /** The next batch is the first of a gradient at these parameters. */
    public void expect(Draw draw, float[] parameters) {
        isDue = true;
        figures.clear();
        work.ifPresent(some -> put(Figure.LOCAL_STEPS, some.steps(draw.count())));
        heldOut.flatMap(rows -> rows.evaluate(draw, parameters))
                .ifPresent(
                        evaluation -> {
                            put(Figure.HELD_OUT_LOSS, evaluation.loss());
                            put(Figure.HELD_OUT_ACCURACY, evaluation.accuracy());
                        });
    }

    void saw(double loss, OptionalDouble accuracy) {
        if (isDue) {
            isDue = false;
            put(Figure.LOSS, loss);
            accuracy.ifPresent(share -> put(Figure.ACCURACY, share));
        }
    }

    private void put(Figure figure, double value) {
        if (figure.admits(value)) {
            figures.put(figure, value);
        }
    }

    /** Those of the last gradient; empty before the first. */
    public SortedMap<Figure, Double> newest() {
        return new TreeMap<>(figures);
    }
}
