package bft.aggregation.kernels;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/** Dot products and squared distances of {@link VectorKernels}. */
final class VectorDistances {
    private static final int L = VectorLanes.L;
    private static final int PAD = Kernels.PAD;

    private VectorDistances() {}

    static float centre(
            float[] row, int from, int low, int high, float[] centre, float[] out, int at) {
        FloatVector sum = FloatVector.zero(VectorLanes.FLOATS);
        FloatVector more = FloatVector.zero(VectorLanes.FLOATS);
        int k = low;
        for (; k <= high - 2 * L; k += 2 * L) {
            FloatVector x = VectorLanes.floats(row, from + k).sub(VectorLanes.floats(centre, k));
            FloatVector y =
                    VectorLanes.floats(row, from + k + L).sub(VectorLanes.floats(centre, k + L));
            x.intoArray(out, at + k);
            y.intoArray(out, at + k + L);
            sum = x.fma(x, sum);
            more = y.fma(y, more);
        }
        float rest = 0;
        for (; k < high; k++) {
            float x = row[from + k] - centre[k];
            out[at + k] = x;
            rest += x * x;
        }
        return VectorLanes.lanesOf(sum.add(more)) + rest;
    }

    static void dots(float[] z, int stride, int width, int i, int j, float[] tile) {
        int a = i * stride;
        int b = j * stride;
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
        int a = i * stride;
        int b = j * stride;
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
        keep(tile, 0, s0, s1, s2, s3);
        keep(tile, 4, s4, s5, s6, s7);
        keep(tile, 8, zero, zero, zero, zero);
        keep(tile, 12, zero, zero, zero, zero);
    }

    /** Parks sums of lanes in the tile's scratch part, where {@link #foldTile} finds them. */
    private static void keep(
            float[] tile, int number, FloatVector a, FloatVector b, FloatVector c, FloatVector d) {
        VectorLanes.put(tile, 16 + number * L, a, b, c, d);
    }

    /**
     * Adds up the lanes of the 16 parked vectors: neighbours are folded into one, until as few are
     * left as hold 16 lanes. Through memory, since as one tree of expressions it outgrew the
     * compiler.
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
