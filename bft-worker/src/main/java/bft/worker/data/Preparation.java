package bft.worker.data;

/** Changes to features before training, in place. */
final class Preparation {
    private Preparation() {}

    /**
     * log(1 + x), after the first columns have been multiplied: the percentages of spambase would
     * otherwise hardly bend.
     *
     * @param features row-major, each above -1 after the multiplication; modified
     */
    static void logarithm(float[] features, int width, int scaledColumns, double scale) {
        for (int i = 0; i < features.length; i++) {
            double x = features[i] * (i % width < scaledColumns ? scale : 1);
            if (!(x > -1)) {
                throw new IllegalArgumentException(
                        "row %d, column %d must be above -1, got %s"
                                .formatted(i / width, i % width, x));
            }
            features[i] = (float) StrictMath.log1p(x);
        }
    }

    /**
     * Shifts and scales each column so that the training rows have mean 0 and deviation 1; constant
     * columns are shifted only. The test rows are changed by the same amounts, which they do not
     * sway.
     */
    static Split standardised(Split split) {
        int width = split.train().width();
        double[] mean = new double[width];
        double[] deviation = new double[width];
        moments(split.train(), mean, deviation);
        return new Split(
                standardised(split.train(), mean, deviation),
                standardised(split.test(), mean, deviation),
                split.name());
    }

    private static void moments(Dataset data, double[] mean, double[] deviation) {
        for (int i = 0; i < data.features().length; i++) {
            mean[i % data.width()] += data.features()[i] / (double) data.count();
        }
        for (int i = 0; i < data.features().length; i++) {
            double difference = data.features()[i] - mean[i % data.width()];
            deviation[i % data.width()] += difference * difference / data.count();
        }
        for (int j = 0; j < deviation.length; j++) {
            deviation[j] = deviation[j] > 0 ? Math.sqrt(deviation[j]) : 1;
        }
    }

    private static Dataset standardised(Dataset data, double[] mean, double[] deviation) {
        float[] features = new float[data.features().length];
        for (int i = 0; i < features.length; i++) {
            int column = i % data.width();
            features[i] = (float) ((data.features()[i] - mean[column]) / deviation[column]);
        }
        return new Dataset(features, data.labels(), data.width(), data.classes());
    }
}
