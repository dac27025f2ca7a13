package bft.aggregation.admission.filter;

/** Sums over coordinates, in double precision and in order. */
final class Vectors {
    private Vectors() {}

    static double dot(float[] x, float[] y) {
        double sum = 0;
        for (int k = 0; k < x.length; k++) {
            sum += (double) x[k] * y[k];
        }
        return sum;
    }

    static double norm(float[] x) {
        return Math.sqrt(dot(x, x));
    }

    static double distance(float[] x, float[] y) {
        double sum = 0;
        for (int k = 0; k < x.length; k++) {
            double difference = (double) x[k] - y[k];
            sum += difference * difference;
        }
        return Math.sqrt(sum);
    }
}
