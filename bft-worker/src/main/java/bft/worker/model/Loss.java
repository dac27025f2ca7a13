package bft.worker.model;

/** The loss of a network's outputs, one row at a time; only the first values of a row count. */
interface Loss {
    /** Values in a row of outputs. */
    int outputs();

    /** The loss of one row. */
    double loss(float[] outputs, int label);

    /**
     * The loss of one row, and its derivatives.
     *
     * @param batch size by which the derivatives are divided
     * @param delta receives the derivatives by the outputs
     */
    double lossAndDelta(float[] outputs, int label, int batch, float[] delta);

    /** What is minimised, from the mean loss of the rows. */
    default double cost(double mean) {
        return mean;
    }

    /** The derivative of the cost by the mean loss. */
    default double slope(double mean) {
        return 1;
    }

    /** The class that these outputs predict, or -1 if they are NaN. */
    int predicted(float[] outputs);

    /** The first largest of some values, or -1 if all are NaN. */
    static int largest(float[] values, int count) {
        int best = -1;
        for (int j = 0; j < count; j++) {
            if (best < 0 ? !Float.isNaN(values[j]) : values[j] > values[best]) {
                best = j;
            }
        }
        return best;
    }
}
