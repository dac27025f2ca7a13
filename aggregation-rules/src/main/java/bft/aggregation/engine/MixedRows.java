package bft.aggregation.engine;

import bft.aggregation.Weights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A group of up to 4 mixed rows that are formed together from the rows that have weight in any of
 * them, so that each coordinate is read once for the group.
 *
 * @param first index of the first mixed row
 * @param count number of mixed rows, 1 to 4
 * @param rows the rows that count
 * @param weights of these: {@link #stride} a row, one for each mixed row, then zeros
 */
record MixedRows(int first, int count, float[][] rows, float[] weights) {
    private static final int GROUP_SIZE = 4;

    /** All mixed rows in order: copies individually, the others in groups of 4. */
    static MixedRows[] all(Weights weights, float[][] points) {
        List<MixedRows> mixes = new ArrayList<>();
        for (int k = 0; k < weights.outputs(); ) {
            MixedRows alone = of(weights, points, k, 1);
            int count = Math.min(GROUP_SIZE, weights.outputs() - k);
            mixes.add(alone.isCopy() || count == 1 ? alone : of(weights, points, k, count));
            k += mixes.get(mixes.size() - 1).count;
        }
        return mixes.toArray(MixedRows[]::new);
    }

    private static MixedRows of(Weights weights, float[][] points, int first, int count) {
        int stride = stride(count);
        var rows = new float[points.length][];
        var packed = new float[points.length * stride];
        int used = 0;
        for (int j = 0; j < points.length; j++) {
            boolean counts = false;
            for (int p = 0; p < count; p++) {
                double weight = weights.get(first + p, j);
                packed[used * stride + p] = (float) weight;
                counts |= weight != 0;
            }
            if (counts && points[j].length > 0) {
                rows[used++] = points[j];
            }
        }
        packed = Arrays.copyOf(packed, used * stride);
        return new MixedRows(first, count, Arrays.copyOf(rows, used), packed);
    }

    private static int stride(int count) {
        return count == 1 ? 1 : GROUP_SIZE;
    }

    /** Weights per row. */
    int stride() {
        return stride(count);
    }

    /** Whether this is one unchanged row. */
    boolean isCopy() {
        return count == 1 && rows.length == 1 && weights[0] == 1;
    }
}
