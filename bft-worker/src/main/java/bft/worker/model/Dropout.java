package bft.worker.model;

import bft.aggregation.Seeds;
import java.util.Random;
import java.util.function.LongSupplier;

/**
 * In a gradient each value is left out with a probability, and those that remain are divided by the
 * probability of remaining; otherwise values stay as they are (Srivastava, Hinton, Krizhevsky,
 * Sutskever, Salakhutdinov, "Dropout: a simple way to prevent neural networks from overfitting",
 * JMLR 15, 2014; dividing in training instead of multiplying in use is common practice). In place.
 */
final class Dropout implements Layer {
    private final int values;
    private final double share;
    private final Matrix factors;
    private boolean trains;

    /**
     * @param share of the values that is left out, in [0, 1)
     */
    Dropout(int values, double share) {
        this.values = values;
        this.share = share;
        this.factors = new Matrix(0, values);
    }

    @Override
    public int outputs() {
        return values;
    }

    @Override
    public void train(int rows, LongSupplier seed) {
        trains = true;
        Random random = Seeds.random(seed.getAsLong(), values);
        float remaining = (float) (1 / (1 - share));
        factors.resize(rows);
        for (int i = 0; i < rows; i++) {
            float[] row = factors.row(i);
            for (int j = 0; j < values; j++) {
                row[j] = random.nextDouble() < share ? 0 : remaining;
            }
        }
    }

    @Override
    public void evaluate() {
        trains = false;
    }

    @Override
    public Matrix forward(Matrix input) {
        if (trains) {
            multiply(input);
        }
        return input;
    }

    @Override
    public Matrix backward(Matrix delta) {
        multiply(delta);
        return delta;
    }

    /** NaN stays NaN: a poisoned model must not look healthy. */
    private void multiply(Matrix rows) {
        for (int i = 0; i < rows.height(); i++) {
            float[] row = rows.row(i);
            float[] by = factors.row(i);
            for (int j = 0; j < values; j++) {
                row[j] *= by[j];
            }
        }
    }
}
