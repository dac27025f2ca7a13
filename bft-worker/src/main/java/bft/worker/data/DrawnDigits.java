package bft.worker.data;

import bft.aggregation.Seeds;
import java.util.Random;

/**
 * The built-in synthetic data set: images of digits, so that everything runs without downloads.
 *
 * <p>Each image of 16 by 16 pixels is one digit whose control points wobble, under a random affine
 * map and a slow wave, drawn with a pen of random width and darkness; a stray stroke crosses it, a
 * patch is wiped out and noise is added. The classes overlap on purpose: a linear model reaches 80
 * to 95 %, never 100 %, and hidden layers help. Pixels, of which 0 is paper and 1 is ink, are
 * shifted and scaled to roughly zero mean and unit variance.
 *
 * <p>Row i of seed s depends on (s, i) only and is the same to the bit on every machine.
 */
final class DrawnDigits {
    static final int SIDE = 16;
    private static final int WIDTH = SIDE * SIDE;
    private static final int TRAIN_ROWS = 6_000;
    private static final int TEST_ROWS = 2_000;
    private static final int PIECES = 5;
    private static final double MEAN = 0.2;
    private static final double DEVIATION = 0.3;

    private DrawnDigits() {}

    static Split split(long seed) {
        return new Split(rows(seed, 0, TRAIN_ROWS), rows(seed, TRAIN_ROWS, TEST_ROWS), "built-in");
    }

    private static Dataset rows(long seed, int first, int count) {
        float[] features = new float[count * WIDTH];
        int[] labels = new int[count];
        double[] image = new double[WIDTH];
        for (int i = 0; i < count; i++) {
            Random random = Seeds.random(seed, first + i);
            labels[i] = random.nextInt(Glyphs.count());
            draw(labels[i], random, image);
            for (int j = 0; j < WIDTH; j++) {
                features[i * WIDTH + j] = (float) ((image[j] - MEAN) / DEVIATION);
            }
        }
        return new Dataset(features, labels, WIDTH, Glyphs.count());
    }

    private static void draw(int digit, Random random, double[] image) {
        Canvas canvas = new Canvas(image, SIDE);
        canvas.clear();
        Distortion distortion = Distortion.draw(random);
        double radius = between(random, 0.65, 1.3);
        double ink = between(random, 0.6, 1);
        for (double[] stroke : Glyphs.strokes(digit)) {
            double[] wobbled = wobble(stroke, random);
            canvas.stroke(distortion.apply(Glyphs.smooth(wobbled, PIECES)), radius, ink);
        }
        strayStroke(canvas, random);
        wipe(canvas, random);
        canvas.addNoise(random, between(random, 0.02, 0.15));
    }

    private static double[] wobble(double[] stroke, Random random) {
        double[] wobbled = stroke.clone();
        for (int i = 0; i < wobbled.length; i++) {
            wobbled[i] += 0.25 * random.nextGaussian();
        }
        return wobbled;
    }

    private static void strayStroke(Canvas canvas, Random random) {
        double[] line = new double[4];
        for (int i = 0; i < line.length; i++) {
            line[i] = between(random, -0.2 * SIDE, 1.2 * SIDE);
        }
        canvas.stroke(line, between(random, 0.2, 0.6), between(random, 0.2, 0.7));
    }

    private static void wipe(Canvas canvas, Random random) {
        int width = 2 + random.nextInt(3);
        int height = 2 + random.nextInt(3);
        canvas.wipe(random.nextInt(SIDE - width), random.nextInt(SIDE - height), width, height);
    }

    static double between(Random random, double low, double high) {
        return low + (high - low) * random.nextDouble();
    }
}
