package bft.worker.model;

/** log(sum_j exp z_j) - z_label, in nats; the class of the largest score is predicted. */
record CrossEntropy(int outputs) implements Loss {

    @Override
    public double loss(float[] scores, int label) {
        return logSumExp(scores) - scores[label];
    }

    @Override
    public double lossAndDelta(float[] scores, int label, int batch, float[] delta) {
        double logSumExp = logSumExp(scores);
        for (int j = 0; j < outputs; j++) {
            double probability = StrictMath.exp(scores[j] - logSumExp);
            double target = j == label ? 1 : 0;
            delta[j] = (float) ((probability - target) / batch);
        }
        return logSumExp - scores[label];
    }

    @Override
    public int predicted(float[] scores) {
        return Loss.largest(scores, outputs);
    }

    /** The largest score is subtracted first, so nothing overflows. */
    private double logSumExp(float[] scores) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < outputs; j++) {
            largest = Math.max(largest, scores[j]);
        }
        double sum = 0;
        for (int j = 0; j < outputs; j++) {
            sum += StrictMath.exp(scores[j] - largest);
        }
        return largest + StrictMath.log(sum);
    }
}
