package bft.server.optimiser;

/**
 * A sum of squares in double. Four parallel sums, because each addition waits for the one before;
 * the same segments in the same order give the same bits.
 */
public final class SquaredNorm {
    private double a;
    private double b;
    private double c;
    private double d;

    /** Adds the squares of {@code vector[from]} to {@code vector[to - 1]}. */
    void add(float[] vector, int from, int to) {
        double s0 = a;
        double s1 = b;
        double s2 = c;
        double s3 = d;
        int i = from;
        for (; i < to - 3; i += 4) {
            s0 += (double) vector[i] * vector[i];
            s1 += (double) vector[i + 1] * vector[i + 1];
            s2 += (double) vector[i + 2] * vector[i + 2];
            s3 += (double) vector[i + 3] * vector[i + 3];
        }
        for (; i < to; i++) {
            s0 += (double) vector[i] * vector[i];
        }
        a = s0;
        b = s1;
        c = s2;
        d = s3;
    }

    /** The norm of all added values. */
    double root() {
        return Math.sqrt((a + b) + (c + d));
    }

    /** The norm of {@code vector[from]} to {@code vector[to - 1]}. */
    public static double of(float[] vector, int from, int to) {
        var norm = new SquaredNorm();
        norm.add(vector, from, to);
        return norm.root();
    }
}
