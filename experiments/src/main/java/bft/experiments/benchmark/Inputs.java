package bft.experiments.benchmark;

import bft.aggregation.RoundContext;
import java.util.SplittableRandom;

/**
 * The inputs of the rules: honest rows close to one centre, and at the end a fifth of the rows far
 * from it. There is a previous aggregate, the centre, and a trusted gradient.
 *
 * @param rows n rows of d coordinates, each in its own array
 * @param round a round that is not the first
 */
record Inputs(float[][] rows, RoundContext round) {
    /** One row in this many is Byzantine. */
    static final int HONEST_TO_ONE = 5;

    private static final float HONEST_SPREAD = 0.1f;
    private static final float BYZANTINE_SPREAD = 10;

    /** The same seed gives the same values. */
    static Inputs of(int n, int d, long seed) {
        var random = new SplittableRandom(seed);
        float[] centre = around(new float[d], 1, random.split());
        var rows = new float[n][];
        for (int i = 0; i < n; i++) {
            float spread = i < n - n / HONEST_TO_ONE ? HONEST_SPREAD : BYZANTINE_SPREAD;
            rows[i] = around(centre, spread, random.split());
        }
        float[] trusted = around(centre, HONEST_SPREAD, random.split());
        return new Inputs(rows, new RoundContext(1, centre, seed, trusted));
    }

    /** Bytes of the rows, of a few results and of a few n x n matrices. */
    static double bytes(int n, int d) {
        return 4.0 * d * (n + 8) + 64.0 * n * n;
    }

    private static float[] around(float[] centre, float spread, SplittableRandom random) {
        var row = new float[centre.length];
        for (int k = 0; k < row.length; k++) {
            row[k] = centre[k] + spread * (float) (2 * random.nextDouble() - 1);
        }
        return row;
    }
}
