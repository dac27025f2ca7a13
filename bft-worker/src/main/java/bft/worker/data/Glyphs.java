package bft.worker.data;

/**
 * The ten digits as strokes: polylines through control points on a grid of 10 by 10, x to the right
 * and y downwards, rounded by Catmull-Rom splines.
 *
 * <p>Catmull, Rom, "A class of local interpolating splines", Computer Aided Geometric Design, 1974.
 */
final class Glyphs {
    /** DIGITS[digit][stroke] = {x0, y0, x1, y1, ...}; corners are where strokes meet. */
    private static final double[][][] DIGITS = {
        {{5, 1, 7.6, 2.6, 7.8, 7, 5, 9, 2.2, 7, 2.4, 2.6, 5, 1}},
        {{3, 3, 5.2, 1}, {5.2, 1, 5, 9}},
        {{2.2, 3, 4.8, 1, 7.6, 3, 5.6, 6, 2, 9}, {2, 9, 8, 8.8}},
        {{2.4, 2, 5, 1, 7.4, 2.8, 4.6, 4.8}, {4.6, 4.8, 7.8, 6.6, 5.2, 9, 2.2, 8}},
        {{5.8, 1, 2, 6.2}, {2, 6.2, 8.2, 6}, {6.2, 3.4, 6, 9}},
        {{7.6, 1, 3, 1.2}, {3, 1.2, 2.6, 4.6}, {2.6, 4.6, 6, 4, 7.8, 6.4, 5.4, 9, 2.2, 8.2}},
        {{7, 1, 3.4, 4, 2.2, 7, 5, 9, 7.6, 7, 5.2, 5, 2.6, 6.4}},
        {{2.2, 1.2, 8, 1}, {8, 1, 4, 9}},
        {{5, 4.8, 2.6, 3, 5, 1, 7.4, 3, 5, 4.8, 2.2, 7, 5, 9, 7.8, 7, 5, 4.8}},
        {{7.6, 3.4, 5, 5.2, 2.4, 3.2, 5, 1, 7.6, 3.4}, {7.6, 3.4, 7.2, 6.4, 6.2, 9}},
    };

    private Glyphs() {}

    static int count() {
        return DIGITS.length;
    }

    static double[][] strokes(int digit) {
        return DIGITS[digit];
    }

    /**
     * Points along the spline through the control points.
     *
     * @param points x0, y0, x1, y1, ...; at least two points, not modified
     * @param pieces straight pieces between two control points
     */
    static double[] smooth(double[] points, int pieces) {
        int segments = points.length / 2 - 1;
        double[] smooth = new double[2 * (segments * pieces + 1)];
        for (int segment = 0; segment < segments; segment++) {
            for (int piece = 0; piece <= pieces; piece++) {
                double t = (double) piece / pieces;
                int at = 2 * (segment * pieces + piece);
                smooth[at] = between(points, segment, 0, t);
                smooth[at + 1] = between(points, segment, 1, t);
            }
        }
        return smooth;
    }

    private static double between(double[] points, int segment, int axis, double t) {
        int last = points.length / 2 - 1;
        double a = points[2 * Math.max(segment - 1, 0) + axis];
        double b = points[2 * segment + axis];
        double c = points[2 * (segment + 1) + axis];
        double d = points[2 * Math.min(segment + 2, last) + axis];
        return 0.5
                * (2 * b
                        + (c - a) * t
                        + (2 * a - 5 * b + 4 * c - d) * t * t
                        + (3 * b - a - 3 * c + d) * t * t * t);
    }
}
