package bft.aggregation.kernels;

import java.util.Arrays;

/**
 * Plain Java, in shapes that HotSpot turns into vector code by itself: separate arrays (two
 * stretches of one array might overlap), no float sum across a loop (it would have to stay in
 * order), no fused multiply-add (emulated where the processor has none).
 */
final class PlainKernels extends Kernels {
    static final PlainKernels INSTANCE = new PlainKernels();

    private PlainKernels() {}

    @Override
    float centre(
            float[] row, int from, int width, float[] centre, float[] out, int at, float[] lanes) {
        for (int k = 0; k < width; k++) {
            out[at + k] = row[from + k] - centre[k];
        }
        return dot(out, at, at, width, lanes, 0);
    }

    @Override
    void dots(float[] z, int stride, int width, int i, int j, float[] tile) {
        for (int p = 0; p < 4; p++) {
            for (int q = i == j ? p : 0; q < 4; q++) {
                tile[4 * p + q] = dot(z, (i + p) * stride, (j + q) * stride, width, tile, 16);
            }
        }
    }

    @Override
    public float squaredDistance(float[] a, int from, float[] b, int at, int width, float[] lanes) {
        Arrays.fill(lanes, 0);
        int k = 0;
        for (; k + LANES <= width; k += LANES) {
            addSquares(a, from + k, b, at + k, lanes, LANES);
        }
        addSquares(a, from + k, b, at + k, lanes, width - k);
        return fold(lanes, 0);
    }

    /** Strips are too narrow for loops of this kind: all is done in the end. */
    @Override
    public void nearDistances(float[][] rows, int from, int width, float[] result, float[] lanes) {}

    @Override
    public void endDistances(
            float[][] rows, int from, int width, float[] result, float[] lanes, float[] sums) {
        for (int i = 0; i < rows.length; i++) {
            sums[i] = squaredDistance(rows[i], from, result, from, width, lanes);
        }
    }

    @Override
    public void weightedSum(
            float[][] rows, int from, int width, float[] weights, float[] out, int at) {
        Arrays.fill(out, at, at + width, 0);
        int i = 0;
        for (; i + 4 <= rows.length; i += 4) {
            addFour(rows, i, from, width, weights, out, at);
        }
        for (; i < rows.length; i++) {
            addOne(rows[i], from, width, weights[i], out, at);
        }
    }

    @Override
    void toKeys(float[] row, int from, int width, int[] keys) {
        for (int k = 0; k < width; k++) {
            int bits = Float.floatToRawIntBits(row[from + k]);
            keys[k] = bits ^ (bits >> 31) >>> 1;
        }
    }

    @Override
    void sort(int[][] keys, int width, SortingNetwork network) {
        for (SortingNetwork.Step step : network.steps()) {
            int[] a = keys[step.a()];
            int[] b = keys[step.b()];
            switch (step.kind()) {
                case EXCHANGE -> exchange(a, b, width);
                case KEEP_LOW -> keepLow(a, b, width);
                case KEEP_HIGH -> keepHigh(a, b, width);
                case MERGE_FOUR -> mergeFour(a, b, keys[step.c()], keys[step.d()], width);
                default -> sortFour(a, b, keys[step.c()], keys[step.d()], width);
            }
        }
    }

    @Override
    void meanOfRanks(int[][] keys, int low, int high, int width, float[] out, int at) {
        float scale = 1f / (high - low);
        Arrays.fill(out, at, at + width, 0);
        for (int i = low; i < high; i++) {
            addKeys(keys[i], width, scale, out, at);
        }
    }

    /** Uses {@link #LANES} floats of {@code lanes} from {@code at} as scratch. */
    @Override
    void meanAround(int[][] keys, Centre centre, int kept, int width, float[] out, int at) {
        float scale = 1f / kept;
        float[] slots = centre.slots();
        Arrays.fill(out, at, at + width, 0);
        Arrays.fill(centre.ties(), 0, width, 0);
        for (int j = 0; j < kept; j++) {
            for (int k = 0; k < width; k++) {
                slots[k] = Strip.value(keys[j][k]);
            }
            for (int i = j; i + kept < keys.length; i += kept) {
                nearer(keys[i], keys[i + kept], centre, i, width);
            }
            for (int k = 0; k < width; k++) {
                out[at + k] += scale * slots[k];
            }
        }
    }

    /** Puts the right value of a pair into the slot where it is nearer than the left one. */
    private static void nearer(int[] lefts, int[] rights, Centre centre, int i, int width) {
        float[] below = centre.below();
        float[] above = centre.above();
        float[] slots = centre.slots();
        float[] ties = centre.ties();
        for (int k = 0; k < width; k++) {
            float left = below[k] - Strip.value(lefts[k]);
            float right = Strip.value(rights[k]) - above[k];
            slots[k] = right < left ? Strip.value(rights[k]) : slots[k];
            ties[k] = right == left && lefts[k] != rights[k] ? i + 1 : ties[k];
        }
    }

    private static float dot(float[] z, int a, int b, int width, float[] lanes, int at) {
        Arrays.fill(lanes, at, at + LANES, 0);
        int k = 0;
        for (; k + 8 * LANES <= width; k += 8 * LANES) {
            addEightProducts(z, a + k, b + k, lanes, at);
        }
        for (; k < width; k += LANES) {
            addProducts(z, a + k, b + k, lanes, at, Math.min(LANES, width - k));
        }
        return fold(lanes, at);
    }

    private static void addEightProducts(float[] z, int a, int b, float[] lanes, int at) {
        for (int k = 0; k < LANES; k++) {
            lanes[at + k] +=
                    z[a + k] * z[b + k]
                            + z[a + k + LANES] * z[b + k + LANES]
                            + z[a + k + 2 * LANES] * z[b + k + 2 * LANES]
                            + z[a + k + 3 * LANES] * z[b + k + 3 * LANES]
                            + z[a + k + 4 * LANES] * z[b + k + 4 * LANES]
                            + z[a + k + 5 * LANES] * z[b + k + 5 * LANES]
                            + z[a + k + 6 * LANES] * z[b + k + 6 * LANES]
                            + z[a + k + 7 * LANES] * z[b + k + 7 * LANES];
        }
    }

    private static void addProducts(float[] z, int a, int b, float[] lanes, int at, int width) {
        for (int k = 0; k < width; k++) {
            lanes[at + k] += z[a + k] * z[b + k];
        }
    }

    private static void addSquares(float[] a, int from, float[] b, int at, float[] lanes, int n) {
        for (int k = 0; k < n; k++) {
            float difference = a[from + k] - b[at + k];
            lanes[k] += difference * difference;
        }
    }

    private static float fold(float[] lanes, int at) {
        for (int half = LANES / 2; half >= 1; half /= 2) {
            for (int k = 0; k < half; k++) {
                lanes[at + k] += lanes[at + k + half];
            }
        }
        return lanes[at];
    }

    private static void addFour(
            float[][] rows, int i, int from, int width, float[] weights, float[] out, int at) {
        float[] a = rows[i];
        float[] b = rows[i + 1];
        float[] c = rows[i + 2];
        float[] d = rows[i + 3];
        float u = weights[i];
        float v = weights[i + 1];
        float w = weights[i + 2];
        float x = weights[i + 3];
        for (int k = 0; k < width; k++) {
            out[at + k] += u * a[from + k] + v * b[from + k] + (w * c[from + k] + x * d[from + k]);
        }
    }

    private static void addOne(
            float[] row, int from, int width, float weight, float[] out, int at) {
        for (int k = 0; k < width; k++) {
            out[at + k] += weight * row[from + k];
        }
    }

    private static void exchange(int[] low, int[] high, int width) {
        for (int k = 0; k < width; k++) {
            int a = low[k];
            int b = high[k];
            low[k] = Math.min(a, b);
            high[k] = Math.max(a, b);
        }
    }

    private static void mergeFour(int[] a, int[] b, int[] c, int[] d, int width) {
        exchange(a, c, width);
        exchange(b, d, width);
        exchange(b, c, width);
    }

    private static void sortFour(int[] a, int[] b, int[] c, int[] d, int width) {
        exchange(a, b, width);
        exchange(c, d, width);
        mergeFour(a, b, c, d, width);
    }

    private static void keepLow(int[] low, int[] high, int width) {
        for (int k = 0; k < width; k++) {
            low[k] = Math.min(low[k], high[k]);
        }
    }

    private static void keepHigh(int[] low, int[] high, int width) {
        for (int k = 0; k < width; k++) {
            high[k] = Math.max(low[k], high[k]);
        }
    }

    private static void addKeys(int[] keys, int width, float scale, float[] out, int at) {
        for (int k = 0; k < width; k++) {
            int key = keys[k];
            out[at + k] += scale * Float.intBitsToFloat(key ^ (key >> 31) >>> 1);
        }
    }

    @Override
    public String toString() {
        return "plain Java";
    }
}
