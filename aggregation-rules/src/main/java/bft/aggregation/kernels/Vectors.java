package bft.aggregation.kernels;

/** Sums over coordinates, in double precision and in order. */
public final class Vectors {
    private Vectors() {}

    public static double dot(float[] x, float[] y) {
        double sum = 0;
        for (int k = 0; k < x.length; k++) {
            sum += (double) x[k] * y[k];
        }
        return sum;
    }

    public static double norm(float[] x) {
        return Math.sqrt(dot(x, x));
    }

    public static double distance(float[] x, float[] y) {
        return Math.sqrt(squaredDistance(x, y));
    }

    public static double squaredDistance(float[] x, float[] y) {
        double sum = 0;
        for (int k = 0; k < x.length; k++) {
            double difference = (double) x[k] - y[k];
            sum += difference * difference;
        }
        return sum;
    }
}
