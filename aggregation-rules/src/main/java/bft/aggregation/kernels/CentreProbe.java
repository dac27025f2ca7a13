package bft.aggregation.kernels;

import java.util.Arrays;

/**
 * Proposes rows as the centre of a block: those with the most central sums over a few coordinates,
 * at almost no cost. Scratch memory of {@link BlockDistances}; one thread at a time.
 */
final class CentreProbe {
    /** Number of coordinates read. */
    private static final int WIDTH = 16;

    private final float[] sums;
    private final float[] sorted;
    private int step;

    CentreProbe(int rows) {
        sums = new float[rows];
        sorted = new float[rows];
    }

    /** Reads the rows of a block. */
    void look(float[][] x, int from, int width) {
        for (int i = 0; i < sums.length; i++) {
            float sum = 0;
            for (int k = 0; k < Math.min(WIDTH, width); k++) {
                sum += x[i][from + k];
            }
            sums[i] = sum;
        }
        System.arraycopy(sums, 0, sorted, 0, sums.length);
        Arrays.sort(sorted);
        step = 0;
    }

    /** The row with the median sum, then those next to it, each once. */
    int next() {
        int rows = sums.length;
        int rank = (rows - 1) / 2 + (step % 2 == 0 ? step / 2 : -(step + 1) / 2);
        step++;
        int row = rowOf(sorted[Math.floorMod(rank, rows)]);
        sums[row] = Float.POSITIVE_INFINITY;
        return row;
    }

    private int rowOf(float sum) {
        for (int i = 0; i < sums.length; i++) {
            if (Float.compare(sums[i], sum) == 0) {
                return i;
            }
        }
        return 0;
    }
}
