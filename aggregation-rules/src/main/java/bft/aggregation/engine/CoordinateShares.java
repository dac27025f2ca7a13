package bft.aggregation.engine;

import bft.aggregation.Reducer;
import bft.aggregation.Weights;
import java.util.Arrays;

/**
 * The share of the coordinates in which each row counted, for a reducer that decides per
 * coordinate. Counting all would cost another pass over the data, so a sample is counted: at most
 * {@link #SEGMENTS} segments at equal distances, of {@link #SEGMENT_WIDTH} coordinates each. They
 * are copied immediately, as the rows may be reused, and counted when a share is read. The standard
 * error of a share is below 0.05; up to 128 coordinates are counted exactly. The result does not
 * depend on the number of threads.
 */
final class CoordinateShares {
    static final int SEGMENTS = 16;
    static final int SEGMENT_WIDTH = 8;

    private final Reducer reducer;
    private final Weights weights;
    private final float[][] sample;
    private volatile double[] counted;

    /**
     * Takes the sample.
     *
     * @param weights of the mixed rows that were reduced
     * @param points rows and anchors, an empty array for the origin; not modified
     * @param d coordinates
     */
    CoordinateShares(Reducer reducer, Weights weights, float[][] points, int d) {
        this.reducer = reducer;
        this.weights = weights;
        this.sample = reducer.isMean() ? new float[0][] : sample(points, coordinates(d));
    }

    /** The share of a row, 1 if it counts everywhere. */
    double of(int row) {
        if (reducer.isMean()) {
            return 1;
        }
        if (counted == null) {
            counted = count();
        }
        return counted[row];
    }

    private double[] count() {
        float[][] mixed = mixed();
        var counts = new int[mixed.length];
        var column = new float[mixed.length];
        var isIn = new boolean[mixed.length];
        int columns = mixed[0].length;
        for (int k = 0; k < columns; k++) {
            for (int i = 0; i < mixed.length; i++) {
                column[i] = mixed[i][k];
                isIn[i] = true;
            }
            reducer.count(column, isIn);
            for (int i = 0; i < mixed.length; i++) {
                counts[i] += isIn[i] ? 1 : 0;
            }
        }
        var shares = new double[weights.rows()];
        for (int j = 0; j < shares.length; j++) {
            shares[j] = share(counts, columns, j);
        }
        return shares;
    }

    static int[] coordinates(int d) {
        if (d <= SEGMENTS * SEGMENT_WIDTH) {
            var all = new int[d];
            Arrays.setAll(all, k -> k);
            return all;
        }
        var looked = new int[SEGMENTS * SEGMENT_WIDTH];
        for (int k = 0; k < looked.length; k++) {
            long start = k / SEGMENT_WIDTH * (long) (d - SEGMENT_WIDTH) / (SEGMENTS - 1);
            looked[k] = (int) start + k % SEGMENT_WIDTH;
        }
        return looked;
    }

    /** Mean over the mixed rows, weighted by the part of row j in each. */
    private double share(int[] counts, int columns, int j) {
        double sum = 0;
        double all = 0;
        for (int i = 0; i < counts.length; i++) {
            double weight = weights.get(i, j);
            sum += weight * counts[i];
            all += weight * columns;
        }
        return all == 0 ? 1 : sum / all;
    }

    private float[][] mixed() {
        int columns = sample[0].length;
        var mixed = new float[weights.outputs()][columns];
        for (int j = 0; j < Math.min(sample.length, weights.points()); j++) {
            for (int i = 0; i < mixed.length; i++) {
                float weight = (float) weights.get(i, j);
                for (int k = 0; weight != 0 && k < columns; k++) {
                    mixed[i][k] += weight * sample[j][k];
                }
            }
        }
        return mixed;
    }

    private static float[][] sample(float[][] points, int[] looked) {
        var sample = new float[points.length][looked.length];
        for (int j = 0; j < points.length; j++) {
            for (int k = 0; k < looked.length && points[j].length > 0; k++) {
                sample[j][k] = points[j][looked[k]];
            }
        }
        return sample;
    }
}
