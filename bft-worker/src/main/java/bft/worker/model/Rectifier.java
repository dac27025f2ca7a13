package bft.worker.model;

/** max(0, x) of each value, in place. */
final class Rectifier implements Layer {
    private final int values;
    private Matrix output = new Matrix(0, 1);

    Rectifier(int values) {
        this.values = values;
    }

    @Override
    public int outputs() {
        return values;
    }

    /** NaN stays NaN: a poisoned model must not look healthy. */
    @Override
    public Matrix forward(Matrix input) {
        for (int i = 0; i < input.height(); i++) {
            float[] row = input.row(i);
            for (int j = 0; j < values; j++) {
                row[j] = Math.max(0, row[j]);
            }
        }
        output = input;
        return output;
    }

    @Override
    public Matrix backward(Matrix delta) {
        for (int i = 0; i < delta.height(); i++) {
            float[] active = output.row(i);
            float[] row = delta.row(i);
            for (int j = 0; j < values; j++) {
                row[j] = active[j] == 0 ? 0 : row[j];
            }
        }
        return delta;
    }
}
