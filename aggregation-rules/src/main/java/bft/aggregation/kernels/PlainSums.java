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

    /** The mean as the first row plus the mean difference from it. */
    static void mean(PlainScratch own, float[][] rows, int from, int width, float[] out, int at) {
        if (from == at) {
            meanInPlace(rows, from, from + width, out);
            return;
        }
        float[] first = own.inputs[0];
        float[] other = own.inputs[1];
        float[] sum = own.sums[0];
        for (int k = 0; k < width; k += LANES) {
            int part = Math.min(LANES, width - k);
            System.arraycopy(rows[0], from + k, first, ORIGIN, part);
            Arrays.fill(sum, 0);
            for (int i = 1; i < rows.length; i++) {
                System.arraycopy(rows[i], from + k, other, ORIGIN, part);
                addDifference(other, first, ORIGIN - 1, ORIGIN + part, sum);
            }
            endMean(first, 1f / rows.length, ORIGIN - 1, ORIGIN + part, sum);
            System.arraycopy(sum, ORIGIN, out, at + k, part);
        }
    }

    private static void meanInPlace(float[][] rows, int from, int to, float[] out) {
        Arrays.fill(out, from, to, 0);
        int i = 1;
        for (; i + 4 <= rows.length; i += 4) {
            addDifferences(rows[i], rows[i + 1], rows[i + 2], rows[i + 3], rows[0], from, to, out);
        }
        for (; i < rows.length; i++) {
            addDifference(rows[i], rows[0], from, to, out);
        }
        endMean(rows[0], 1f / rows.length, from, to, out);
    }

    /** Adds how much a row exceeds the first. */
    static void addDifference(float[] row, float[] first, int from, int to, float[] sum) {
        for (int k = from; k < to; k++) {
            sum[k] += row[k] - first[k];
        }
    }

    private static void addDifferences(
            float[] a,
            float[] b,
            float[] c,
            float[] d,
            float[] first,
            int from,
            int to,
            float[] sum) {
        for (int k = from; k < to; k++) {
            float e = first[k];
            sum[k] += (a[k] - e) + (b[k] - e) + ((c[k] - e) + (d[k] - e));
        }
    }

    /** Makes means of sums of differences from the first row. */
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

    /** Up to four rows to where sums are. */
    private static int copyRows(float[][] rows, int i, int from, int width, float[][] inputs) {
        int count = Math.min(4, rows.length - i);
        for (int p = 0; p < count; p++) {
            System.arraycopy(rows[i + p], from, inputs[p], ORIGIN, width);
        }
        return count;
    }

    /** Adds rows whose weights are {@code step} apart; all at the same places. */
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
