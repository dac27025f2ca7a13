package bft.worker.model;

/** What the outputs of a network are worth, one row at a time; only its first values count. */
interface Loss {
    /** Values in a row of outputs. */
    int outputs();

    /** The loss of one row. */
    double loss(float[] outputs, int label);

    /**
     * The loss of one row, and its derivatives.
     *
     * @param batch what the derivatives are divided by
     * @param delta receives the derivatives by the outputs
     */
    double lossAndDelta(float[] outputs, int label, int batch, float[] delta);

    /** The class that these outputs stand for, or -1 if they are NaN. */
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
