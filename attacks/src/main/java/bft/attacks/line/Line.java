package bft.attacks.line;

/**
 * The points start + t direction that an adversary may send.
 *
 * @param start d values, not modified
 * @param direction d values, not modified
 */
public record Line(double[] start, double[] direction) {

    /** The point at t, rounded to floats. */
    public float[] at(double t) {
        float[] point = new float[start.length];
        for (int i = 0; i < point.length; i++) {
            point[i] = (float) (start[i] + t * direction[i]);
        }
        return point;
    }
}
