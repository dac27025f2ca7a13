package bft.aggregation.kernels;

import java.util.Arrays;

/**
 * Plain Java, in shapes that HotSpot turns into vector code by itself: separate arrays that are all
 * indexed by the loop's own counter (offsets might overlap, so stretches are copied to scratch rows
 * first), no float sum across a loop (it would have to stay in order), no fused multiply-add
 * (emulated where the processor has none). The scratch rows, 32 KB a thread, are memory only:
 * nothing in them outlives a call.
 */
final class PlainKernels extends Kernels {
    static final PlainKernels INSTANCE = new PlainKernels();

    /** Per thread: two stretches of eight rows, then 16 rows of running sums. */
    private final ThreadLocal<float[][]> scratch =
            ThreadLocal.withInitial(() -> new float[32][LANES]);

    private PlainKernels() {}

    @Override
    void centredDots(
            float[][] rows,
            int[] from,
            int width,
            float[] centre,
            float[] z,
            int stride,
            int i,
            float[] tile) {
        int padded = (width + PAD - 1) / PAD * PAD;
        for (int p = 0; p < 4; p++) {
            int at = ORIGIN + (i + p) * stride;
            for (int k = 0; k < width; k++) {
                z[at + k] = rows[p][from[p] + k] - centre[k];
            }
            Arrays.fill(z, at + width, at + padded, 0);
        }
        dots(z, stride, padded, i, i, tile);
    }

    @Override
    void dots(float[] z, int stride, int width, int i, int j, float[] tile) {
        float[][] own = scratch.get();
        for (int s = 16; s < 32; s++) {
            Arrays.fill(own[s], 0);
        }
        for (int k = 0; k < width; k += 2 * LANES) {
            for (int p = 0; p < 4; p++) {
                copy(z, ORIGIN + (i + p) * stride + k, width - k, own[p], own[p + 8]);
                copy(z, ORIGIN + (j + p) * stride + k, width - k, own[p + 4], own[p + 12]);
            }
            for (int p = 0; p < 4; p++) {
                for (int q = 4; q < 8; q += 2) {
                    float[] sum = own[12 + 4 * p + q];
                    float[] next = own[13 + 4 * p + q];
                    addProducts(own[p], own[p + 8], own[q], own[q + 8], sum);
                    addProducts(own[p], own[p + 8], own[q + 1], own[q + 9], next);
                }
            }
        }
        for (int s = 0; s < 16; s++) {
            tile[s] = fold(own[16 + s]);
        }
    }

    @Override
    void dotsOfOne(float[] z, int stride, int width, int i, int j, float[] tile) {
        float[][] own = scratch.get();
        for (int p = 0; p < 8; p++) {
            Arrays.fill(own[16 + p], 0);
        }
        for (int k = 0; k < width; k += 2 * LANES) {
            copy(z, ORIGIN + j * stride + k, width - k, own[2], own[3]);
            for (int p = 0; p < 8; p++) {
                copy(z, ORIGIN + (i + p) * stride + k, width - k, own[0], own[1]);
                addProducts(own[0], own[1], own[2], own[3], own[16 + p]);
            }
        }
        for (int p = 0; p < 8; p++) {
            tile[p] = fold(own[16 + p]);
        }
    }

    /** Nothing is left to be done. */
    @Override
    void foldTile(float[] tile) {}

    @Override
    public float squaredDistance(float[] a, int from, float[] b, int at, int width) {
        float[][] own = scratch.get();
        float[] sum = own[16];
        Arrays.fill(sum, 0);
        for (int k = 0; k < width; k += 2 * LANES) {
            copy(a, from + k, width - k, own[0], own[1]);
            copy(b, at + k, width - k, own[2], own[3]);
            subtract(own[0], own[2]);
            subtract(own[1], own[3]);
            addProducts(own[0], own[1], own[0], own[1], sum);
        }
        return fold(sum);
    }

    /** Strips are too narrow for loops of this kind: all is done in the end. */
    @Override
    public void nearDistances(float[][] rows, int from, int width, float[] result, float[] lanes) {}

    @Override
    public void endDistances(
            float[][] rows, int from, int width, float[] result, float[] lanes, float[] sums) {
        for (int i = 0; i < rows.length; i++) {
            sums[i] = squaredDistance(rows[i], from, result, from, width);
        }
    }

    /** Wide, as HotSpot does the first and last columns of a loop one by one. */
    @Override
    public int stretch(int rows) {
        return 1024;
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
    public void weightedSums(float[][] rows, int from, int width, float[] weights, float[][] out) {
        float[][] own = scratch.get();
        for (int k = 0; k < width; k += LANES) {
            for (int p = 0; p < 4; p++) {
                Arrays.fill(own[16 + p], 0);
            }
            int part = Math.min(LANES, width - k);
            for (int i = 0; i < rows.length; i += 4) {
                for (int r = 0; r < 4; r++) {
                    System.arraycopy(
                            rows[Math.min(i + r, rows.length - 1)], from + k, own[r], 0, part);
                }
                for (int p = 0; p < 4; p++) {
                    addScaled(own, weights, 4 * i + p, part, own[16 + p]);
                }
            }
            for (int p = 0; p < 4; p++) {
                System.arraycopy(own[16 + p], 0, out[p], k, part);
            }
        }
    }

    /** Adds four rows of scratch memory; those whose weights are past the end count nothing. */
    private static void addScaled(
            float[][] own, float[] weights, int first, int width, float[] sum) {
        float[] a = own[0];
        float[] b = own[1];
        float[] c = own[2];
        float[] d = own[3];
        float u = weights[first];
        float v = first + 4 < weights.length ? weights[first + 4] : 0;
        float w = first + 8 < weights.length ? weights[first + 8] : 0;
        float x = first + 12 < weights.length ? weights[first + 12] : 0;
        for (int k = 0; k < width; k++) {
            sum[k] += u * a[k] + v * b[k] + (w * c[k] + x * d[k]);
        }
    }

    @Override
    void toKeys(float[] row, int from, int width, int[] keys, float[] check) {
        int largest = 0;
        for (int k = 0; k < width; k++) {
            int bits = Float.floatToRawIntBits(row[from + k]);
            keys[ORIGIN + k] = bits ^ (bits >> 31) >>> 1;
        }
        for (int k = 0; k < width; k++) {
            int bits = Float.floatToRawIntBits(row[from + k]);
            largest = Math.max(largest, bits & Integer.MAX_VALUE);
        }
        check[0] += Float.intBitsToFloat(largest) * 0;
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

    @Override
    void meanAround(int[][] keys, Centre centre, int kept, int width, float[] out, int at) {
        float scale = 1f / kept;
        float[] slots = centre.slots();
        Arrays.fill(out, at, at + width, 0);
        Arrays.fill(centre.ties(), 0, width, 0);
        for (int j = 0; j < kept; j++) {
            for (int k = 0; k < width; k++) {
                slots[k] = Strip.value(keys[j][ORIGIN + k]);
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
            float x = Strip.value(lefts[ORIGIN + k]);
            float y = Strip.value(rights[ORIGIN + k]);
            float left = below[k] - x;
            float right = y - above[k];
            slots[k] = right < left ? y : slots[k];
            ties[k] = right == left && x != y ? i + 1 : ties[k];
        }
    }

    /** Two stretches to where every index is the loop's own; zeros where the row has ended. */
    private static void copy(float[] row, int from, int width, float[] first, float[] second) {
        int one = Math.min(LANES, width);
        int two = Math.max(0, Math.min(LANES, width - LANES));
        System.arraycopy(row, from, first, 0, one);
        Arrays.fill(first, one, LANES, 0);
        System.arraycopy(row, from + one, second, 0, two);
        Arrays.fill(second, two, LANES, 0);
    }

    private static void subtract(float[] a, float[] b) {
        for (int k = 0; k < LANES; k++) {
            a[k] -= b[k];
        }
    }

    private static void addProducts(float[] a, float[] b, float[] c, float[] d, float[] sum) {
        for (int k = 0; k < LANES; k++) {
            sum[k] += a[k] * c[k] + b[k] * d[k];
        }
    }

    private static float fold(float[] sum) {
        for (int k = 0; k < 128; k++) {
            sum[k] += sum[k + 128];
        }
        for (int k = 0; k < 64; k++) {
            sum[k] += sum[k + 64];
        }
        for (int k = 0; k < 32; k++) {
            sum[k] += sum[k + 32];
        }
        float total = 0;
        for (int k = 0; k < 32; k++) {
            total += sum[k];
        }
        return total;
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
        for (int k = ORIGIN - 1; k < ORIGIN + width; k++) {
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
        for (int k = ORIGIN - 1; k < ORIGIN + width; k++) {
            low[k] = Math.min(low[k], high[k]);
        }
    }

    private static void keepHigh(int[] low, int[] high, int width) {
        for (int k = ORIGIN - 1; k < ORIGIN + width; k++) {
            high[k] = Math.max(low[k], high[k]);
        }
    }

    private static void addKeys(int[] keys, int width, float scale, float[] out, int at) {
        for (int k = 0; k < width; k++) {
            int key = keys[ORIGIN + k];
            out[at + k] += scale * Float.intBitsToFloat(key ^ (key >> 31) >>> 1);
        }
    }

    @Override
    public String toString() {
        return "plain Java";
    }
}
