package bft.worker.data;

/**
 * Mean and deviation of features, grouped by their index modulo the number of columns.
 *
 * @param mean of each column
 * @param deviation of each column, 1 where all values are the same
 */
record Moments(double[] mean, double[] deviation) {

    static Moments of(float[] features, int columns) {
        double[] mean = new double[columns];
        double[] deviation = new double[columns];
        double rows = features.length / (double) columns;
        for (int i = 0; i < features.length; i++) {
            mean[i % columns] += features[i] / rows;
        }
        for (int i = 0; i < features.length; i++) {
            double difference = features[i] - mean[i % columns];
            deviation[i % columns] += difference * difference / rows;
        }
        for (int j = 0; j < columns; j++) {
            deviation[j] = deviation[j] > 0 ? Math.sqrt(deviation[j]) : 1;
        }
        return new Moments(mean, deviation);
    }

    /**
     * Shifts and scales features to mean 0 and deviation 1.
     *
     * @param features modified
     */
    void move(float[] features) {
        for (int i = 0; i < features.length; i++) {
            int column = i % mean.length;
            features[i] = (float) ((features[i] - mean[column]) / deviation[column]);
        }
    }
}
