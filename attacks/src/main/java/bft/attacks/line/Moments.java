package bft.attacks.line;

/** Mean and deviation per coordinate, in double precision. */
public final class Moments {
    private Moments() {}

    public static double[] mean(float[][] rows) {
        double[] mean = sum(rows);
        for (int i = 0; i < mean.length; i++) {
            mean[i] /= rows.length;
        }
        return mean;
    }

    public static double[] sum(float[][] rows) {
        double[] sum = new double[rows[0].length];
        for (float[] row : rows) {
            for (int i = 0; i < sum.length; i++) {
                sum[i] += row[i];
            }
        }
        return sum;
    }

    /**
     * Square root of the summed squares over rows - ddof; zero if there are not more rows than
     * that.
     */
    public static double[] deviation(float[][] rows, double[] mean, int ddof) {
        double[] deviation = new double[mean.length];
        if (rows.length <= ddof) {
            return deviation;
        }
        for (float[] row : rows) {
            for (int i = 0; i < mean.length; i++) {
                double difference = row[i] - mean[i];
                deviation[i] += difference * difference;
            }
        }
        for (int i = 0; i < mean.length; i++) {
            deviation[i] = Math.sqrt(deviation[i] / (rows.length - ddof));
        }
        return deviation;
    }

    public static double norm(double[] vector) {
        double squares = 0;
        for (double value : vector) {
            squares += value * value;
        }
        return Math.sqrt(squares);
    }
}
