package bft.worker.data;

import java.util.Arrays;
import java.util.Random;

/**
 * A square grey image to draw on: 0 is paper, 1 is ink; a pixel covers one unit, its centre is at
 * .5.
 *
 * @param pixels row-major, {@code side * side} values, modified by each verb
 */
record Canvas(double[] pixels, int side) {

    void clear() {
        Arrays.fill(pixels, 0);
    }

    /**
     * Draws a polyline x0, y0, x1, y1, ... with a round pen and smooth edges; ink covers, never
     * adds.
     */
    void stroke(double[] points, double radius, double ink) {
        for (int i = 0; i + 3 < points.length; i += 2) {
            segment(points[i], points[i + 1], points[i + 2], points[i + 3], radius, ink);
        }
    }

    /** Makes a rectangle paper again. */
    void wipe(int left, int top, int width, int height) {
        for (int y = top; y < top + height; y++) {
            Arrays.fill(pixels, y * side + left, y * side + left + width, 0);
        }
    }

    /** Adds normal noise to each pixel and cuts to 0..1. */
    void addNoise(Random random, double deviation) {
        for (int i = 0; i < pixels.length; i++) {
            double noisy = pixels[i] + deviation * random.nextGaussian();
            pixels[i] = Math.max(0, Math.min(1, noisy));
        }
    }

    private void segment(double x0, double y0, double x1, double y1, double radius, double ink) {
        double reach = radius + 1;
        int top = clamp(Math.min(y0, y1) - reach);
        int bottom = clamp(Math.max(y0, y1) + reach);
        int left = clamp(Math.min(x0, x1) - reach);
        int right = clamp(Math.max(x0, x1) + reach);
        double dx = x1 - x0;
        double dy = y1 - y0;
        double length2 = Math.max(dx * dx + dy * dy, 1e-12);
        for (int y = top; y < bottom; y++) {
            for (int x = left; x < right; x++) {
                double px = x + 0.5 - x0;
                double py = y + 0.5 - y0;
                double along = Math.max(0, Math.min(1, (px * dx + py * dy) / length2));
                double offX = px - along * dx;
                double offY = py - along * dy;
                double cover = radius + 0.5 - Math.sqrt(offX * offX + offY * offY);
                int at = y * side + x;
                pixels[at] = Math.max(pixels[at], ink * Math.max(0, Math.min(1, cover)));
            }
        }
    }

    private int clamp(double position) {
        return (int) Math.max(0, Math.min(side, Math.ceil(position)));
    }
}
