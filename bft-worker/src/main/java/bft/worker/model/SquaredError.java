package bft.worker.model;

/**
 * Half the squared distance to the target. With several outputs the target is 1 for the label's
 * class and 0 for the others, and the class of the largest output is predicted; with one it is the
 * number of the class, and the nearest number is predicted.
 *
 * @param classes number of classes
 * @param rooted whether the cost is the root of the mean squared distance, whose derivative is
 *     taken to be 0 where it is 0; otherwise it is half the mean
 */
record SquaredError(int outputs, int classes, boolean rooted) implements Loss {

    @Override
    public double cost(double mean) {
        return rooted ? Math.sqrt(2 * mean) : mean;
    }

    @Override
    public double slope(double mean) {
        double root = Math.sqrt(2 * mean);
        return !rooted ? 1 : root == 0 ? 0 : 1 / root;
    }

    @Override
    public double loss(float[] outputs, int label) {
        double squares = 0;
        for (int j = 0; j < this.outputs; j++) {
            double error = outputs[j] - target(j, label);
            squares += error * error;
        }
        return squares / 2;
    }

    @Override
    public double lossAndDelta(float[] outputs, int label, int batch, float[] delta) {
        for (int j = 0; j < this.outputs; j++) {
            delta[j] = (float) ((outputs[j] - target(j, label)) / batch);
        }
        return loss(outputs, label);
    }

    @Override
    public int predicted(float[] outputs) {
        if (this.outputs > 1) {
            return Loss.largest(outputs, this.outputs);
        }
        return Float.isNaN(outputs[0])
                ? -1
                : (int) Math.max(0, Math.min(classes - 1, Math.rint(outputs[0])));
    }

    private double target(int output, int label) {
        if (outputs == 1) {
            return label;
        }
        return output == label ? 1 : 0;
    }
}
