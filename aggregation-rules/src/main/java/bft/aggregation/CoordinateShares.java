package bft.aggregation;

import java.util.Arrays;

/**
 * In what part of the coordinates each row counted, where a reducer decides by coordinate. Counting
 * all would cost another pass over the data, so some are looked at: at most {@link #PLACES} places
 * at equal distances of {@link #TOGETHER} coordinates each. The standard error of a share is below
 * 0.05; up to 128 coordinates are counted exactly. The same whatever the threads.
 */
final class CoordinateShares {
    static final int PLACES = 16;
    static final int TOGETHER = 8;

    private CoordinateShares() {}

    /**
     * The shares.
     *
     * @param weights of the mixed rows that were reduced
     * @param points rows and anchors, an empty array for the origin; not modified
     * @param d coordinates
     * @return one for each row, 1 if it counts everywhere
     */
    static double[] of(Reducer reducer, Weights weights, float[][] points, int d) {
        var shares = new double[weights.rows()];
        if (reducer.isMean()) {
            Arrays.fill(shares, 1);
            return shares;
        }
        int[] looked = coordinates(d);
        float[][] mixed = mixed(weights, points, looked);
        var counts = new int[mixed.length];
        var column = new float[mixed.length];
        var counted = new boolean[mixed.length];
        for (int k = 0; k < looked.length; k++) {
            for (int i = 0; i < mixed.length; i++) {
                column[i] = mixed[i][k];
                counted[i] = true;
            }
            reducer.count(column, counted);
            for (int i = 0; i < mixed.length; i++) {
                counts[i] += counted[i] ? 1 : 0;
            }
        }
        for (int j = 0; j < shares.length; j++) {
            shares[j] = share(weights, counts, looked.length, j);
        }
        return shares;
    }

    static int[] coordinates(int d) {
        if (d <= PLACES * TOGETHER) {
            var all = new int[d];
            Arrays.setAll(all, k -> k);
            return all;
        }
        var looked = new int[PLACES * TOGETHER];
        for (int k = 0; k < looked.length; k++) {
            long place = k / TOGETHER * (long) (d - TOGETHER) / (PLACES - 1);
            looked[k] = (int) place + k % TOGETHER;
        }
        return looked;
    }

    /** Mean over the mixed rows, weighted by the part of row j in each. */
    private static double share(Weights weights, int[] counts, int columns, int j) {
        double sum = 0;
        double all = 0;
        for (int i = 0; i < counts.length; i++) {
            double weight = weights.get(i, j);
            sum += weight * counts[i];
            all += weight * columns;
        }
        return all == 0 ? 1 : sum / all;
    }

    private static float[][] mixed(Weights weights, float[][] points, int[] looked) {
        var mixed = new float[weights.outputs()][looked.length];
        for (int j = 0; j < points.length; j++) {
            if (points[j].length == 0) {
                continue;
            }
            float[] values = among(points[j], looked);
            for (int i = 0; i < mixed.length; i++) {
                float weight = j < weights.points() ? (float) weights.get(i, j) : 0;
                if (weight != 0) {
                    for (int k = 0; k < looked.length; k++) {
                        mixed[i][k] += weight * values[k];
                    }
                }
            }
        }
        return mixed;
    }

    private static float[] among(float[] row, int[] looked) {
        var values = new float[looked.length];
        for (int k = 0; k < looked.length; k++) {
            values[k] = row[looked[k]];
        }
        return values;
    }
}
