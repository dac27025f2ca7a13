package bft.worker.data;

import java.util.Random;

/**
 * A map from the 10 by 10 grid of {@link Glyphs} to pixels of a {@link DrawnDigits} image: turn,
 * slant, stretch, shift, then a slow wave across both axes.
 */
record Distortion(double[] linear, double[] shift, double[] wave) {
    private static final double GRID_CENTRE = 5;

    static Distortion draw(Random random) {
        double angle = 0.15 * random.nextGaussian();
        double slant = 0.15 * random.nextGaussian();
        double scaleX = DrawnDigits.between(random, 1.05, 1.5);
        double scaleY = DrawnDigits.between(random, 1.15, 1.55);
        double cos = StrictMath.cos(angle);
        double sin = StrictMath.sin(angle);
        double[] linear = {
            scaleX * cos, scaleX * (slant * cos - sin), scaleY * sin, scaleY * (slant * sin + cos)
        };
        double[] shift = {0.7 * random.nextGaussian(), 0.6 * random.nextGaussian()};
        double[] wave = {
            0.4 * random.nextGaussian(),
            2 * Math.PI * random.nextDouble(),
            0.4 * random.nextGaussian(),
            2 * Math.PI * random.nextDouble()
        };
        return new Distortion(linear, shift, wave);
    }

    /** Maps x0, y0, x1, y1, ...; the argument is not modified. */
    double[] apply(double[] points) {
        double[] mapped = new double[points.length];
        for (int i = 0; i < points.length; i += 2) {
            double x = points[i] - GRID_CENTRE;
            double y = points[i + 1] - GRID_CENTRE;
            mapped[i] = pixel(linear[0] * x + linear[1] * y, y, 0);
            mapped[i + 1] = pixel(linear[2] * x + linear[3] * y, x, 1);
        }
        return mapped;
    }

    private double pixel(double straight, double across, int axis) {
        double bend = wave[2 * axis] * StrictMath.sin(0.6 * across + wave[2 * axis + 1]);
        return straight + shift[axis] + bend + DrawnDigits.SIDE / 2.0;
    }
}
