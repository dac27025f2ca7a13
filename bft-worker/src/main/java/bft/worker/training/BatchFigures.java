package bft.worker.training;

import bft.worker.wire.Figure;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the first batch of a gradient shows of the model that the worker was given; the later ones
 * of local steps show models of the worker's own. One thread at a time.
 */
public final class BatchFigures {
    private final SortedMap<Figure, Double> figures = new TreeMap<>();
    private boolean isDue;

    /** The next batch is the first of a gradient. */
    public void expect() {
        isDue = true;
    }

    void saw(double loss, OptionalDouble accuracy) {
        if (isDue) {
            isDue = false;
            figures.clear();
            figures.put(Figure.LOSS, loss);
            accuracy.ifPresent(share -> figures.put(Figure.ACCURACY, share));
            figures.entrySet().removeIf(one -> !one.getKey().admits(one.getValue()));
        }
    }

    /** Those of the last gradient; empty before the first. */
    public SortedMap<Figure, Double> newest() {
        return new TreeMap<>(figures);
    }
}
