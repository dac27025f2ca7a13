package bft.aggregation.kernels;

import java.util.Arrays;

/** Weighted sums of rows, of {@link PlainKernels}. */
final class PlainSums {
    private static final int ORIGIN = Kernels.ORIGIN;
    private static final int LANES = Kernels.LANES;

    private PlainSums() {}

    static void weightedSum(
            PlainScratch own,
            float[][] rows,
            int from,
            int width,
            float[] weights,
            float[] out,
            int at) {
        if (from == at) {
            inPlace(rows, from, from + width, weights, out);
            return;
        }
        for (int k = 0; k < width; k += LANES) {
            int part = Math.min(LANES, width - k);
            Arrays.fill(own.sums[0], 0);
            for (int i = 0; i < rows.length; i += 4) {
                int count = copyRows(rows, i, from + k, part, own.inputs);
                addRows(own.inputs, count, weights, i, 1, ORIGIN - 1, ORIGIN + part, own.sums[0]);
            }
            System.arraycopy(own.sums[0], ORIGIN, out, at + k, part);
        }
    }

    /** Rows and sum have the same index, so nothing need be copied. */
    private static void inPlace(float[][] rows, int from, int to, float[] weights, float[] out) {
        Arrays.fill(out, from, to, 0);
        addRows(rows, rows.length, weights, 0, 1, from, to, out);
    }

    /** Adds the difference between a row and the first row. */
    static void addDifference(float[] row, float[] first, int from, int to, float[] sum) {
        for (int k = from; k < to; k++) {
            sum[k] += row[k] - first[k];
        }
    }

    /** Converts sums of differences from the first row to means. */
    static void endMean(float[] first, float scale, int from, int to, float[] sum) {
        for (int k = from; k < to; k++) {
            sum[k] = first[k] + scale * sum[k];
        }
    }

    static void weightedSums(
            PlainScratch own, float[][] rows, int from, int width, float[] weights, float[][] out) {
        for (int k = 0; k < width; k += LANES) {
            int part = Math.min(LANES, width - k);
            for (int p = 0; p < 4; p++) {
                Arrays.fill(own.sums[p], 0);
            }
            for (int i = 0; i < rows.length; i += 4) {
                int count = copyRows(rows, i, from + k, part, own.inputs);
                for (int p = 0; p < 4; p++) {
                    int first = 4 * i + p;
                    addRows(
                            own.inputs,
                            count,
                            weights,
                            first,
                            4,
                            ORIGIN - 1,
                            ORIGIN + part,
                            own.sums[p]);
                }
            }
            for (int p = 0; p < 4; p++) {
                System.arraycopy(own.sums[p], ORIGIN, out[p], k, part);
            }
        }
    }

    /** Copies up to four rows to the index of the sums. */
    private static int copyRows(float[][] rows, int i, int from, int width, float[][] inputs) {
        int count = Math.min(4, rows.length - i);
        for (int p = 0; p < count; p++) {
            System.arraycopy(rows[i + p], from, inputs[p], ORIGIN, width);
        }
        return count;
    }

    /** Adds rows whose weights are {@code step} apart; all at the same indices. */
    private static void addRows(
            float[][] rows,
            int count,
            float[] weights,
            int first,
            int step,
            int from,
            int to,
            float[] sum) {
        int i = 0;
        for (; i + 4 <= count; i += 4) {
            int at = first + i * step;
            addFour(
                    rows[i],
                    rows[i + 1],
                    rows[i + 2],
                    rows[i + 3],
                    weights[at],
                    weights[at + step],
                    weights[at + 2 * step],
                    weights[at + 3 * step],
                    from,
                    to,
                    sum);
        }
        for (; i < count; i++) {
            addOne(rows[i], weights[first + i * step], from, to, sum);
        }
    }

    static void addFour(
            float[] a,
            float[] b,
            float[] c,
            float[] d,
            float u,
            float v,
            float w,
            float x,
            int from,
            int to,
            float[] sum) {
        for (int k = from; k < to; k++) {
            sum[k] += u * a[k] + v * b[k] + (w * c[k] + x * d[k]);
        }
    }

    static void addOne(float[] row, float weight, int from, int to, float[] sum) {
        for (int k = from; k < to; k++) {
            sum[k] += weight * row[k];
        }
    }
}
