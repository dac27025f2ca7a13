package bft.aggregation.kernels;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/** The vector module, at the widest species of at most 16 lanes. */
final class VectorKernels extends Kernels {
    private static final VectorSpecies<Float> FLOATS =
            FloatVector.SPECIES_PREFERRED.length() > PAD
                    ? FloatVector.SPECIES_512
                    : FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> INTS =
            FLOATS.length() == IntVector.SPECIES_PREFERRED.length()
                    ? IntVector.SPECIES_PREFERRED
                    : IntVector.SPECIES_512;
    private static final int L = FLOATS.length();

    private static final VectorMask<Float> ODD_1 = odd(1);
    private static final VectorMask<Float> ODD_2 = odd(2);
    private static final VectorMask<Float> ODD_4 = odd(4);
    private static final VectorMask<Float> ODD_8 = odd(8);
    private static final VectorShuffle<Float> SWAP_1 = swap(1);
    private static final VectorShuffle<Float> SWAP_2 = swap(2);
    private static final VectorShuffle<Float> SWAP_4 = swap(4);
    private static final VectorShuffle<Float> SWAP_8 = swap(8);

    VectorKernels() {}

    @Override
    float centre(
            float[] row, int from, int width, float[] centre, float[] out, int at, float[] lanes) {
        FloatVector sum = FloatVector.zero(FLOATS);
        FloatVector more = FloatVector.zero(FLOATS);
        int k = 0;
        for (; k <= width - 2 * L; k += 2 * L) {
            FloatVector x = floats(row, from + k).sub(floats(centre, k));
            FloatVector y = floats(row, from + k + L).sub(floats(centre, k + L));
            x.intoArray(out, at + k);
            y.intoArray(out, at + k + L);
            sum = x.fma(x, sum);
            more = y.fma(y, more);
        }
        float rest = 0;
        for (; k < width; k++) {
            float x = row[from + k] - centre[k];
            out[at + k] = x;
            rest += x * x;
        }
        return lanesOf(sum.add(more)) + rest;
    }

    @Override
    void dots(float[] z, int stride, int width, int i, int j, float[] tile) {
        int a = i * stride;
        int b = j * stride;
        FloatVector zero = FloatVector.zero(FLOATS);
        FloatVector s00 = zero, s01 = zero, s02 = zero, s03 = zero;
        FloatVector s10 = zero, s11 = zero, s12 = zero, s13 = zero;
        FloatVector s20 = zero, s21 = zero, s22 = zero, s23 = zero;
        FloatVector s30 = zero, s31 = zero, s32 = zero, s33 = zero;
        for (int k = 0; k < width; k += L) {
            FloatVector x0 = floats(z, a + k);
            FloatVector x1 = floats(z, a + stride + k);
            FloatVector x2 = floats(z, a + 2 * stride + k);
            FloatVector x3 = floats(z, a + 3 * stride + k);
            FloatVector y = floats(z, b + k);
            s00 = x0.fma(y, s00);
            s10 = x1.fma(y, s10);
            s20 = x2.fma(y, s20);
            s30 = x3.fma(y, s30);
            y = floats(z, b + stride + k);
            s01 = x0.fma(y, s01);
            s11 = x1.fma(y, s11);
            s21 = x2.fma(y, s21);
            s31 = x3.fma(y, s31);
            y = floats(z, b + 2 * stride + k);
            s02 = x0.fma(y, s02);
            s12 = x1.fma(y, s12);
            s22 = x2.fma(y, s22);
            s32 = x3.fma(y, s32);
            y = floats(z, b + 3 * stride + k);
            s03 = x0.fma(y, s03);
            s13 = x1.fma(y, s13);
            s23 = x2.fma(y, s23);
            s33 = x3.fma(y, s33);
        }
        keep(tile, 0, s00, s01, s02, s03);
        keep(tile, 4, s10, s11, s12, s13);
        keep(tile, 8, s20, s21, s22, s23);
        keep(tile, 12, s30, s31, s32, s33);
        for (int p = 0; p < 16; p += L) {
            foldInto(tile, p);
        }
    }

    /** Parks sums of lanes in the tile's scratch part, where {@link #foldInto} finds them. */
    private static void keep(
            float[] tile, int number, FloatVector a, FloatVector b, FloatVector c, FloatVector d) {
        int at = 16 + number * L;
        a.intoArray(tile, at);
        b.intoArray(tile, at + L);
        c.intoArray(tile, at + 2 * L);
        d.intoArray(tile, at + 3 * L);
    }

    /** Adds up the lanes of parked vectors {@code number} to {@code number + L - 1}. */
    private static void foldInto(float[] tile, int number) {
        FloatVector sums;
        if (L == 4) {
            sums = four(tile, number);
        } else if (L == 8) {
            sums = eight(tile, number);
        } else {
            sums = pair(eight(tile, number), eight(tile, number + 8), ODD_8, SWAP_8);
        }
        sums.intoArray(tile, number);
    }

    private static FloatVector eight(float[] tile, int number) {
        return pair(four(tile, number), four(tile, number + 4), ODD_4, SWAP_4);
    }

    /** Lane l of the result holds the part of parked vector {@code number + l % 4}. */
    private static FloatVector four(float[] tile, int number) {
        return pair(two(tile, number), two(tile, number + 2), ODD_2, SWAP_2);
    }

    private static FloatVector two(float[] tile, int number) {
        int at = 16 + number * L;
        return pair(floats(tile, at), floats(tile, at + L), ODD_1, SWAP_1);
    }

    @Override
    public float squaredDistance(float[] a, int from, float[] b, int at, int width, float[] lanes) {
        FloatVector s0 = FloatVector.zero(FLOATS);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        int k = 0;
        for (; k <= width - 4 * L; k += 4 * L) {
            FloatVector x0 = floats(a, from + k).sub(floats(b, at + k));
            FloatVector x1 = floats(a, from + k + L).sub(floats(b, at + k + L));
            FloatVector x2 = floats(a, from + k + 2 * L).sub(floats(b, at + k + 2 * L));
            FloatVector x3 = floats(a, from + k + 3 * L).sub(floats(b, at + k + 3 * L));
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
        return lanesOf(s0.add(s1).add(s2.add(s3))) + rest;
    }

    @Override
    public void weightedSum(
            float[][] rows, int from, int width, float[] weights, float[] out, int at) {
        int k = 0;
        for (; k <= width - 8 * L; k += 8 * L) {
            eightVectors(rows, from + k, weights, out, at + k);
        }
        for (; k <= width - L; k += L) {
            FloatVector sum = FloatVector.zero(FLOATS);
            for (int i = 0; i < rows.length; i++) {
                FloatVector weight = FloatVector.broadcast(FLOATS, weights[i]);
                sum = floats(rows[i], from + k).fma(weight, sum);
            }
            sum.intoArray(out, at + k);
        }
        for (; k < width; k++) {
            float sum = 0;
            for (int i = 0; i < rows.length; i++) {
                sum += rows[i][from + k] * weights[i];
            }
            out[at + k] = sum;
        }
    }

    private static void eightVectors(
            float[][] rows, int from, float[] weights, float[] out, int at) {
        FloatVector zero = FloatVector.zero(FLOATS);
        FloatVector s0 = zero, s1 = zero, s2 = zero, s3 = zero;
        FloatVector s4 = zero, s5 = zero, s6 = zero, s7 = zero;
        for (int i = 0; i < rows.length; i++) {
            float[] row = rows[i];
            FloatVector weight = FloatVector.broadcast(FLOATS, weights[i]);
            s0 = floats(row, from).fma(weight, s0);
            s1 = floats(row, from + L).fma(weight, s1);
            s2 = floats(row, from + 2 * L).fma(weight, s2);
            s3 = floats(row, from + 3 * L).fma(weight, s3);
            s4 = floats(row, from + 4 * L).fma(weight, s4);
            s5 = floats(row, from + 5 * L).fma(weight, s5);
            s6 = floats(row, from + 6 * L).fma(weight, s6);
            s7 = floats(row, from + 7 * L).fma(weight, s7);
        }
        s0.intoArray(out, at);
        s1.intoArray(out, at + L);
        s2.intoArray(out, at + 2 * L);
        s3.intoArray(out, at + 3 * L);
        s4.intoArray(out, at + 4 * L);
        s5.intoArray(out, at + 5 * L);
        s6.intoArray(out, at + 6 * L);
        s7.intoArray(out, at + 7 * L);
    }

    @Override
    void toKeys(float[] row, int from, int width, int[] keys) {
        int k = 0;
        for (; k <= width - L; k += L) {
            turned(floats(row, from + k).reinterpretAsInts()).intoArray(keys, k);
        }
        for (; k < width; k++) {
            keys[k] = Strip.key(row[from + k]);
        }
    }

    @Override
    void sort(int[][] keys, int width, SortingNetwork network) {
        for (int c = 0; c < network.length(); c++) {
            int[] low = keys[network.low(c)];
            int[] high = keys[network.high(c)];
            if (network.needsBoth(c)) {
                exchange(low, high, width);
            } else if (network.needsLow(c)) {
                keepLow(low, high, width);
            } else {
                keepHigh(low, high, width);
            }
        }
    }

    private static void exchange(int[] low, int[] high, int width) {
        for (int k = 0; k < width; k += L) {
            IntVector a = ints(low, k);
            IntVector b = ints(high, k);
            a.min(b).intoArray(low, k);
            a.max(b).intoArray(high, k);
        }
    }

    private static void keepLow(int[] low, int[] high, int width) {
        for (int k = 0; k < width; k += L) {
            ints(low, k).min(ints(high, k)).intoArray(low, k);
        }
    }

    private static void keepHigh(int[] low, int[] high, int width) {
        for (int k = 0; k < width; k += L) {
            ints(low, k).max(ints(high, k)).intoArray(high, k);
        }
    }

    @Override
    void meanOfRanks(int[][] keys, int low, int high, int width, float[] out, int at) {
        float scale = 1f / (high - low);
        FloatVector scales = FloatVector.broadcast(FLOATS, scale);
        int k = 0;
        for (; k <= width - L; k += L) {
            FloatVector sum = FloatVector.zero(FLOATS);
            for (int i = low; i < high; i++) {
                sum = turned(ints(keys[i], k)).reinterpretAsFloats().fma(scales, sum);
            }
            sum.intoArray(out, at + k);
        }
        for (; k < width; k++) {
            float sum = 0;
            for (int i = low; i < high; i++) {
                sum += Strip.value(keys[i][k]) * scale;
            }
            out[at + k] = sum;
        }
    }

    @Override
    public String toString() {
        return "vector module, " + L + " lanes";
    }

    private static FloatVector floats(float[] array, int at) {
        return FloatVector.fromArray(FLOATS, array, at);
    }

    private static IntVector ints(int[] array, int at) {
        return IntVector.fromArray(INTS, array, at);
    }

    /** Bits to keys and keys to bits. */
    private static IntVector turned(IntVector bits) {
        return bits.lanewise(VectorOperators.ASHR, 31)
                .lanewise(VectorOperators.LSHR, 1)
                .lanewise(VectorOperators.XOR, bits);
    }

    /** Adds neighbouring lanes: sums of a where the mask is clear, sums of b where it is set. */
    private static FloatVector pair(
            FloatVector a, FloatVector b, VectorMask<Float> odd, VectorShuffle<Float> swap) {
        return a.blend(b, odd).add(b.blend(a, odd).rearrange(swap));
    }

    /** The sum of the lanes: halves onto halves. */
    private static float lanesOf(FloatVector sum) {
        FloatVector folded = sum;
        if (L >= 16) {
            folded = folded.add(folded.rearrange(SWAP_8));
        }
        if (L >= 8) {
            folded = folded.add(folded.rearrange(SWAP_4));
        }
        if (L >= 4) {
            folded = folded.add(folded.rearrange(SWAP_2));
        }
        return folded.add(folded.rearrange(SWAP_1)).lane(0);
    }

    /** The lanes whose number has that bit. */
    private static VectorMask<Float> odd(int bit) {
        var set = new boolean[L];
        for (int k = 0; k < L; k++) {
            set[k] = (k & bit) != 0;
        }
        return VectorMask.fromArray(FLOATS, set, 0);
    }

    /** Exchanges lanes that differ in that bit only. */
    private static VectorShuffle<Float> swap(int bit) {
        return VectorShuffle.fromOp(FLOATS, k -> (k ^ bit) % L);
    }
}
