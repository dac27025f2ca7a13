package bft.aggregation.kernels;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;

/**
 * Dot products and squared distances of {@link PlainKernels}. The rows are stored as segments, so
 * nothing is copied for a tile; each of its products has a segment of running sums.
 */
final class PlainDistances {
    private static final int ORIGIN = Kernels.ORIGIN;
    private static final int LANES = Kernels.LANES;
    private static final int BEGIN = PlainScratch.BEGIN;
    private static final int END = PlainScratch.END;

    /** Whether the processor has the fused operation: emulating it is hundreds of times slower. */
    static final boolean FUSED = hasFused();

    private PlainDistances() {}

    private static boolean hasFused() {
        try {
            var machine = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
            return Boolean.parseBoolean(machine.getVMOption("UseFMA").getValue());
        } catch (RuntimeException | LinkageError e) {
            return false;
        }
    }

    private static float fused(float a, float b, float sum) {
        return FUSED ? Math.fma(a, b, sum) : sum + a * b;
    }

    /** Number of segments of a row: an even number, as they are multiplied in pairs. */
    static int segments(int stride) {
        return (stride + 2 * LANES - 1) / (2 * LANES) * 2;
    }

    static void centre(
            PlainScratch own,
            float[][] rows,
            int[] from,
            int width,
            float[] centre,
            float[][] z,
            int first,
            int segments) {
        for (int s = 0; s * LANES < width || s % 2 == 1; s++) {
            int at = s * LANES;
            PlainScratch.copy(centre, at, width - at, own.inputs[0]);
            for (int p = 0; p < 4; p++) {
                float[] out = z[first + p * segments + s];
                PlainScratch.copy(rows[p], from[p] + at, width - at, out);
                subtract(out, own.inputs[0]);
            }
        }
    }

    private static void subtract(float[] a, float[] b) {
        for (int k = BEGIN; k < END; k++) {
            a[k] -= b[k];
        }
    }

    /**
     * Processes rows and columns of the tile in pairs, so that coordinates are read half as often.
     */
    static void dots(
            PlainScratch own, float[][] z, int segments, int width, int i, int j, float[] tile) {
        for (int s = 0; s * LANES < width; s += 2) {
            for (int p = 0; p < 4; p += 2) {
                int a = (i + p) * segments + s;
                for (int q = i == j ? p : 0; q < 4; q += 2) {
                    int b = (j + q) * segments + s;
                    twoByTwo(z, a, b, segments, own.sums, 4 * p + q, s == 0);
                }
            }
        }
        for (int p = 0; p < 4; p++) {
            for (int q = i == j ? p : 0; q < 4; q++) {
                tile[4 * p + q] = fold(own.sums[4 * p + q]);
            }
        }
    }

    private static void twoByTwo(
            float[][] z, int i, int j, int segments, float[][] sums, int at, boolean first) {
        float[] a0 = z[i];
        float[] a1 = z[i + 1];
        float[] b0 = z[i + segments];
        float[] b1 = z[i + segments + 1];
        float[] c0 = z[j];
        float[] c1 = z[j + 1];
        float[] d0 = z[j + segments];
        float[] d1 = z[j + segments + 1];
        float[] ac = sums[at];
        float[] ad = sums[at + 1];
        float[] bc = sums[at + 4];
        float[] bd = sums[at + 5];
        if (first) {
            startTwoByTwo(a0, a1, b0, b1, c0, c1, d0, d1, ac, ad, bc, bd);
        } else {
            addTwoByTwo(a0, a1, b0, b1, c0, c1, d0, d1, ac, ad, bc, bd);
        }
    }

    /** Two segments of rows a and b with those of c and d. */
    private static void addTwoByTwo(
            float[] a0,
            float[] a1,
            float[] b0,
            float[] b1,
            float[] c0,
            float[] c1,
            float[] d0,
            float[] d1,
            float[] ac,
            float[] ad,
            float[] bc,
            float[] bd) {
        for (int k = BEGIN; k < END; k++) {
            float a = a0[k];
            float b = b0[k];
            float c = c0[k];
            float d = d0[k];
            float e = a1[k];
            float f = b1[k];
            float g = c1[k];
            float h = d1[k];
            ac[k] = fused(a, c, fused(e, g, ac[k]));
            ad[k] = fused(a, d, fused(e, h, ad[k]));
            bc[k] = fused(b, c, fused(f, g, bc[k]));
            bd[k] = fused(b, d, fused(f, h, bd[k]));
        }
    }

    /** The same for the first segments: clearing the sums would take a tenth of a tile. */
    private static void startTwoByTwo(
            float[] a0,
            float[] a1,
            float[] b0,
            float[] b1,
            float[] c0,
            float[] c1,
            float[] d0,
            float[] d1,
            float[] ac,
            float[] ad,
            float[] bc,
            float[] bd) {
        for (int k = BEGIN; k < END; k++) {
            float a = a0[k];
            float b = b0[k];
            float c = c0[k];
            float d = d0[k];
            float e = a1[k];
            float f = b1[k];
            float g = c1[k];
            float h = d1[k];
            ac[k] = fused(a, c, e * g);
            ad[k] = fused(a, d, e * h);
            bc[k] = fused(b, c, f * g);
            bd[k] = fused(b, d, f * h);
        }
    }

    static void dotsOfOne(
            PlainScratch own, float[][] z, int segments, int width, int i, int j, float[] tile) {
        clear(own.sums, 8);
        for (int s = 0; s * LANES < width; s += 2) {
            float[] c = z[j * segments + s];
            float[] d = z[j * segments + s + 1];
            for (int p = 0; p < 8; p++) {
                int at = (i + p) * segments + s;
                addProducts(z[at], z[at + 1], c, d, own.sums[p]);
            }
        }
        for (int p = 0; p < 8; p++) {
            tile[p] = fold(own.sums[p]);
        }
    }

    private static void addProducts(float[] a, float[] b, float[] c, float[] d, float[] sum) {
        for (int k = BEGIN; k < END; k++) {
            sum[k] += a[k] * c[k] + b[k] * d[k];
        }
    }

    static float squaredDistance(
            PlainScratch own, float[] a, int from, float[] b, int at, int width) {
        clear(own.sums, 1);
        for (int k = 0; k < width; k += 2 * LANES) {
            for (int s = 0; s < 2; s++) {
                int done = k + s * LANES;
                PlainScratch.copy(a, from + done, width - done, own.inputs[2 * s]);
                PlainScratch.copy(b, at + done, width - done, own.inputs[2 * s + 1]);
            }
            addSquares(own.inputs[0], own.inputs[1], own.inputs[2], own.inputs[3], own.sums[0]);
        }
        return fold(own.sums[0]);
    }

    private static void addSquares(float[] a, float[] b, float[] c, float[] d, float[] sum) {
        for (int k = BEGIN; k < END; k++) {
            float x = a[k] - b[k];
            float y = c[k] - d[k];
            sum[k] += x * x + y * y;
        }
    }

    private static void clear(float[][] sums, int count) {
        for (int s = 0; s < count; s++) {
            Arrays.fill(sums[s], 0);
        }
    }

    /** Adds halves onto halves, then eight chains of additions side by side. */
    private static float fold(float[] sum) {
        for (int k = ORIGIN; k < ORIGIN + 128; k++) {
            sum[k] += sum[k + 128];
        }
        for (int k = ORIGIN; k < ORIGIN + 64; k++) {
            sum[k] += sum[k + 64];
        }
        float s0 = 0, s1 = 0, s2 = 0, s3 = 0, s4 = 0, s5 = 0, s6 = 0, s7 = 0;
        for (int k = ORIGIN; k < ORIGIN + 64; k += 8) {
            s0 += sum[k];
            s1 += sum[k + 1];
            s2 += sum[k + 2];
            s3 += sum[k + 3];
            s4 += sum[k + 4];
            s5 += sum[k + 5];
            s6 += sum[k + 6];
            s7 += sum[k + 7];
        }
        return ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7));
    }
}
