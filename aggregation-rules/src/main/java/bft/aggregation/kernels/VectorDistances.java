package bft.aggregation.kernels;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/** Dot products and squared distances of {@link VectorKernels}. */
final class VectorDistances {
    private static final int L = VectorLanes.L;
    private static final int PAD = Kernels.PAD;

    private VectorDistances() {}

    static void centredDots(
            float[][] rows,
            int[] from,
            int width,
            float[] centre,
            float[] z,
            int stride,
            int i,
            float[] tile) {
        int whole = width / L * L;
        int a = Kernels.ORIGIN + i * stride;
        for (int p = 0; p < 4 && whole < width; p++) {
            centreRest(rows[p], from[p], whole, width, centre, z, a + p * stride);
        }
        centredVectors(rows, from, whole, centre, z, stride, a, tile);
        for (int k = whole; k < width; k += L) {
            addRest(z, a + k, stride, tile);
        }
    }

    private static void centredVectors(
            float[][] rows,
            int[] from,
            int whole,
            float[] centre,
            float[] z,
            int stride,
            int a,
            float[] tile) {
        float[] r0 = rows[0];
        float[] r1 = rows[1];
        float[] r2 = rows[2];
        float[] r3 = rows[3];
        int f0 = from[0];
        int f1 = from[1];
        int f2 = from[2];
        int f3 = from[3];
        FloatVector zero = FloatVector.zero(VectorLanes.FLOATS);
        FloatVector s00 = zero, s01 = zero, s02 = zero, s03 = zero;
        FloatVector s11 = zero, s12 = zero, s13 = zero;
        FloatVector s22 = zero, s23 = zero, s33 = zero;
        for (int k = 0; k < whole; k += L) {
            FloatVector c = VectorLanes.floats(centre, k);
            FloatVector x0 = VectorLanes.floats(r0, f0 + k).sub(c);
            FloatVector x1 = VectorLanes.floats(r1, f1 + k).sub(c);
            FloatVector x2 = VectorLanes.floats(r2, f2 + k).sub(c);
            FloatVector x3 = VectorLanes.floats(r3, f3 + k).sub(c);
            x0.intoArray(z, a + k);
            x1.intoArray(z, a + stride + k);
            x2.intoArray(z, a + 2 * stride + k);
            x3.intoArray(z, a + 3 * stride + k);
            s00 = x0.fma(x0, s00);
            s01 = x0.fma(x1, s01);
            s02 = x0.fma(x2, s02);
            s03 = x0.fma(x3, s03);
            s11 = x1.fma(x1, s11);
            s12 = x1.fma(x2, s12);
            s13 = x1.fma(x3, s13);
            s22 = x2.fma(x2, s22);
            s23 = x2.fma(x3, s23);
            s33 = x3.fma(x3, s33);
        }
        keep(tile, 0, s00, s01, s02, s03);
        keep(tile, 4, s01, s11, s12, s13);
        keep(tile, 8, s02, s12, s22, s23);
        keep(tile, 12, s03, s13, s23, s33);
    }

    /** Completes a centred row with single columns, then zeros. */
    private static void centreRest(
            float[] row, int from, int low, int width, float[] centre, float[] z, int at) {
        int padded = (width + PAD - 1) / PAD * PAD;
        for (int k = low; k < width; k++) {
            z[at + k] = row[from + k] - centre[k];
        }
        Arrays.fill(z, at + width, at + padded, 0);
    }

    /** Adds the products of one vector of columns to the parked sums. */
    private static void addRest(float[] z, int at, int stride, float[] tile) {
        for (int p = 0; p < 4; p++) {
            FloatVector x = VectorLanes.floats(z, at + p * stride);
            for (int q = 0; q < 4; q++) {
                int position = 16 + (4 * p + q) * L;
                FloatVector y = VectorLanes.floats(z, at + q * stride);
                x.fma(y, VectorLanes.floats(tile, position)).intoArray(tile, position);
            }
        }
    }

    static void dots(float[] z, int stride, int width, int i, int j, float[] tile) {
        int a = Kernels.ORIGIN + i * stride;
        int b = Kernels.ORIGIN + j * stride;
        FloatVector zero = FloatVector.zero(VectorLanes.FLOATS);
        FloatVector s00 = zero, s01 = zero, s02 = zero, s03 = zero;
        FloatVector s10 = zero, s11 = zero, s12 = zero, s13 = zero;
        FloatVector s20 = zero, s21 = zero, s22 = zero, s23 = zero;
        FloatVector s30 = zero, s31 = zero, s32 = zero, s33 = zero;
        for (int k = 0; k < width; k += L) {
            FloatVector x0 = VectorLanes.floats(z, a + k);
            FloatVector x1 = VectorLanes.floats(z, a + stride + k);
            FloatVector x2 = VectorLanes.floats(z, a + 2 * stride + k);
            FloatVector x3 = VectorLanes.floats(z, a + 3 * stride + k);
            FloatVector y = VectorLanes.floats(z, b + k);
            s00 = x0.fma(y, s00);
            s10 = x1.fma(y, s10);
            s20 = x2.fma(y, s20);
            s30 = x3.fma(y, s30);
            y = VectorLanes.floats(z, b + stride + k);
            s01 = x0.fma(y, s01);
            s11 = x1.fma(y, s11);
            s21 = x2.fma(y, s21);
            s31 = x3.fma(y, s31);
            y = VectorLanes.floats(z, b + 2 * stride + k);
            s02 = x0.fma(y, s02);
            s12 = x1.fma(y, s12);
            s22 = x2.fma(y, s22);
            s32 = x3.fma(y, s32);
            y = VectorLanes.floats(z, b + 3 * stride + k);
            s03 = x0.fma(y, s03);
            s13 = x1.fma(y, s13);
            s23 = x2.fma(y, s23);
            s33 = x3.fma(y, s33);
        }
        keep(tile, 0, s00, s01, s02, s03);
        keep(tile, 4, s10, s11, s12, s13);
        keep(tile, 8, s20, s21, s22, s23);
        keep(tile, 12, s30, s31, s32, s33);
    }

    static void dotsOfOne(float[] z, int stride, int width, int i, int j, float[] tile) {
        int a = Kernels.ORIGIN + i * stride;
        int b = Kernels.ORIGIN + j * stride;
        FloatVector zero = FloatVector.zero(VectorLanes.FLOATS);
        FloatVector s0 = zero, s1 = zero, s2 = zero, s3 = zero;
        FloatVector s4 = zero, s5 = zero, s6 = zero, s7 = zero;
        for (int k = 0; k < width; k += L) {
            FloatVector y = VectorLanes.floats(z, b + k);
            s0 = VectorLanes.floats(z, a + k).fma(y, s0);
            s1 = VectorLanes.floats(z, a + stride + k).fma(y, s1);
            s2 = VectorLanes.floats(z, a + 2 * stride + k).fma(y, s2);
            s3 = VectorLanes.floats(z, a + 3 * stride + k).fma(y, s3);
            s4 = VectorLanes.floats(z, a + 4 * stride + k).fma(y, s4);
            s5 = VectorLanes.floats(z, a + 5 * stride + k).fma(y, s5);
            s6 = VectorLanes.floats(z, a + 6 * stride + k).fma(y, s6);
            s7 = VectorLanes.floats(z, a + 7 * stride + k).fma(y, s7);
        }
        s0.intoArray(tile, 16);
        s1.intoArray(tile, 16 + L);
        s2.intoArray(tile, 16 + 2 * L);
        s3.intoArray(tile, 16 + 3 * L);
        s4.intoArray(tile, 16 + 4 * L);
        s5.intoArray(tile, 16 + 5 * L);
        s6.intoArray(tile, 16 + 6 * L);
        s7.intoArray(tile, 16 + 7 * L);
    }

    /** Parks sums of lanes in the tile's scratch part, where {@link #foldTile} finds them. */
    private static void keep(
            float[] tile, int number, FloatVector a, FloatVector b, FloatVector c, FloatVector d) {
        VectorLanes.put(tile, 16 + number * L, a, b, c, d);
    }

    /**
     * Adds up the lanes of the 16 parked vectors: neighbours are folded into one until the
     * remaining vectors hold 16 lanes. Through memory, since the compiler does not inline it as one
     * expression tree.
     */
    static void foldTile(float[] tile) {
        foldPairs(tile, 8, VectorLanes.ODD_1, VectorLanes.SWAP_1);
        foldPairs(tile, 4, VectorLanes.ODD_2, VectorLanes.SWAP_2);
        if (L >= 8) {
            foldPairs(tile, 2, VectorLanes.ODD_4, VectorLanes.SWAP_4);
        }
        if (L >= 16) {
            foldPairs(tile, 1, VectorLanes.ODD_8, VectorLanes.SWAP_8);
        }
        System.arraycopy(tile, 16, tile, 0, 16);
    }

    /** Sums of the first of a pair where the mask is clear, of the second where it is set. */
    private static void foldPairs(
            float[] tile, int pairs, VectorMask<Float> odd, VectorShuffle<Float> swap) {
        for (int p = 0; p < pairs; p++) {
            FloatVector a = VectorLanes.floats(tile, 16 + 2 * p * L);
            FloatVector b = VectorLanes.floats(tile, 16 + (2 * p + 1) * L);
            FloatVector crossed = b.blend(a, odd).rearrange(swap);
            a.blend(b, odd).add(crossed).intoArray(tile, 16 + p * L);
        }
    }

    static float squaredDistance(float[] a, int from, float[] b, int at, int width) {
        FloatVector s0 = FloatVector.zero(VectorLanes.FLOATS);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        int k = 0;
        for (; k <= width - 4 * L; k += 4 * L) {
            FloatVector x0 = VectorLanes.floats(a, from + k).sub(VectorLanes.floats(b, at + k));
            FloatVector x1 =
                    VectorLanes.floats(a, from + k + L).sub(VectorLanes.floats(b, at + k + L));
            FloatVector x2 =
                    VectorLanes.floats(a, from + k + 2 * L)
                            .sub(VectorLanes.floats(b, at + k + 2 * L));
            FloatVector x3 =
                    VectorLanes.floats(a, from + k + 3 * L)
                            .sub(VectorLanes.floats(b, at + k + 3 * L));
            s0 = x0.fma(x0, s0);
            s1 = x1.fma(x1, s1);
            s2 = x2.fma(x2, s2);
            s3 = x3.fma(x3, s3);
        }
        float rest = 0;
        for (; k < width; k++) {
            float x = a[from + k] - b[at + k];
            rest += x * x;
        }
        return VectorLanes.lanesOf(s0.add(s1).add(s2.add(s3))) + rest;
    }

    static void nearDistances(float[][] rows, int from, int width, float[] result, float[] lanes) {
        for (int i = 0; i < rows.length; i++) {
            near(rows[i], from, width, result, lanes, i * PAD);
        }
    }

    private static void near(
            float[] row, int from, int width, float[] result, float[] lanes, int at) {
        FloatVector s0 = VectorLanes.floats(lanes, at);
        FloatVector s1 = FloatVector.zero(VectorLanes.FLOATS);
        FloatVector s2 = s1;
        FloatVector s3 = s1;
        int to = from + width;
        int k = from;
        for (; k <= to - 4 * L; k += 4 * L) {
            FloatVector x0 = VectorLanes.floats(row, k).sub(VectorLanes.floats(result, k));
            FloatVector x1 = VectorLanes.floats(row, k + L).sub(VectorLanes.floats(result, k + L));
            FloatVector x2 =
                    VectorLanes.floats(row, k + 2 * L).sub(VectorLanes.floats(result, k + 2 * L));
            FloatVector x3 =
                    VectorLanes.floats(row, k + 3 * L).sub(VectorLanes.floats(result, k + 3 * L));
            s0 = x0.fma(x0, s0);
            s1 = x1.fma(x1, s1);
            s2 = x2.fma(x2, s2);
            s3 = x3.fma(x3, s3);
        }
        s0.add(s1).add(s2.add(s3)).intoArray(lanes, at);
        for (; k < to; k++) {
            float x = row[k] - result[k];
            lanes[at] += x * x;
        }
    }

    static void endDistances(float[] lanes, float[] sums) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] = VectorLanes.lanesOf(VectorLanes.floats(lanes, i * PAD));
        }
    }
}
