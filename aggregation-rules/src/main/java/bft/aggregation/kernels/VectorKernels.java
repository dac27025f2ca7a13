package bft.aggregation.kernels;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vector module, at the widest species of at most 16 lanes. What is left at the end of a
 * stretch is worked out with the same fused operations, so a coordinate's bits do not depend on its
 * place.
 */
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

    /** Half of the nearest cache. */
    private static final int NEAR_BYTES = 24 << 10;

    private static final IntVector ALL_BUT_SIGN = IntVector.broadcast(INTS, Integer.MAX_VALUE);

    /**
     * By {@link SortingNetwork.Kind}. Called through a table, so that each is compiled by itself:
     * where one method has too many vector operations, the compiler makes an object of every
     * vector.
     */
    private static final Exchange[] STEPS = {
        (a, b, c, d, width) -> exchange(a, b, width),
        (a, b, c, d, width) -> keepLow(a, b, width),
        (a, b, c, d, width) -> keepHigh(a, b, width),
        VectorKernels::mergeFour,
        VectorKernels::sortFour
    };

    /** One step of a network on whole rows. */
    @FunctionalInterface
    private interface Exchange {
        void run(int[] a, int[] b, int[] c, int[] d, int width);
    }

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
    float centre(float[] row, int from, int width, float[] centre, float[] out, int at) {
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
        foldParked(tile);
    }

    /** Parks sums of lanes in the tile's scratch part, where {@link #foldInto} finds them. */
    private static void keep(
            float[] tile, int number, FloatVector a, FloatVector b, FloatVector c, FloatVector d) {
        put(tile, 16 + number * L, a, b, c, d);
    }

    /**
     * Adds up the lanes of the 16 parked vectors: neighbours are folded into one, until as few are
     * left as hold 16 lanes. Through memory, since as one tree of expressions it outgrew the
     * compiler.
     */
    private static void foldParked(float[] tile) {
        foldPairs(tile, 8, ODD_1, SWAP_1);
        foldPairs(tile, 4, ODD_2, SWAP_2);
        if (L >= 8) {
            foldPairs(tile, 2, ODD_4, SWAP_4);
        }
        if (L >= 16) {
            foldPairs(tile, 1, ODD_8, SWAP_8);
        }
        System.arraycopy(tile, 16, tile, 0, 16);
    }

    /** Sums of the first of a pair where the mask is clear, of the second where it is set. */
    private static void foldPairs(
            float[] tile, int pairs, VectorMask<Float> odd, VectorShuffle<Float> swap) {
        for (int p = 0; p < pairs; p++) {
            FloatVector a = floats(tile, 16 + 2 * p * L);
            FloatVector b = floats(tile, 16 + (2 * p + 1) * L);
            FloatVector crossed = b.blend(a, odd).rearrange(swap);
            a.blend(b, odd).add(crossed).intoArray(tile, 16 + p * L);
        }
    }

    @Override
    public float squaredDistance(float[] a, int from, float[] b, int at, int width) {
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
    public void nearDistances(float[][] rows, int from, int width, float[] result, float[] lanes) {
        for (int i = 0; i < rows.length; i++) {
            near(rows[i], from, width, result, lanes, i * PAD);
        }
    }

    private static void near(
            float[] row, int from, int width, float[] result, float[] lanes, int at) {
        FloatVector s0 = floats(lanes, at);
        FloatVector s1 = FloatVector.zero(FLOATS);
        FloatVector s2 = s1;
        FloatVector s3 = s1;
        int to = from + width;
        int k = from;
        for (; k <= to - 4 * L; k += 4 * L) {
            FloatVector x0 = floats(row, k).sub(floats(result, k));
            FloatVector x1 = floats(row, k + L).sub(floats(result, k + L));
            FloatVector x2 = floats(row, k + 2 * L).sub(floats(result, k + 2 * L));
            FloatVector x3 = floats(row, k + 3 * L).sub(floats(result, k + 3 * L));
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

    @Override
    public void endDistances(
            float[][] rows, int from, int width, float[] result, float[] lanes, float[] sums) {
        for (int i = 0; i < rows.length; i++) {
            sums[i] = lanesOf(floats(lanes, i * PAD));
        }
    }

    /** So narrow that the distances find the rows in the nearest cache. */
    @Override
    public int stretch(int rows) {
        int fit = NEAR_BYTES / 4 / rows / (8 * L) * 8 * L;
        return Math.max(8 * L, Math.min(4 * 8 * L, fit));
    }

    @Override
    public void weightedSum(
            float[][] rows, int from, int width, float[] weights, float[] out, int at) {
        int k = 0;
        for (; k <= width - 8 * L; k += 8 * L) {
            eightVectors(rows, from + k, weights, out, at + k);
        }
        for (; k <= width - 2 * L; k += 2 * L) {
            twoVectors(rows, from + k, weights, out, at + k);
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
                sum = Math.fma(rows[i][from + k], weights[i], sum);
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

    private static void twoVectors(float[][] rows, int from, float[] weights, float[] out, int at) {
        FloatVector a = FloatVector.zero(FLOATS);
        FloatVector b = a;
        for (int i = 0; i < rows.length; i++) {
            FloatVector weight = FloatVector.broadcast(FLOATS, weights[i]);
            a = floats(rows[i], from).fma(weight, a);
            b = floats(rows[i], from + L).fma(weight, b);
        }
        a.intoArray(out, at);
        b.intoArray(out, at + L);
    }

    @Override
    public void weightedSums(float[][] rows, int from, int width, float[] weights, float[][] out) {
        int k = 0;
        for (; k <= width - 4 * L; k += 4 * L) {
            fourByFour(rows, from + k, weights, out, k);
        }
        for (; k <= width - L; k += L) {
            fourByOne(rows, from + k, weights, out, k);
        }
        for (; k < width; k++) {
            for (int p = 0; p < 4; p++) {
                float sum = 0;
                for (int i = 0; i < rows.length; i++) {
                    sum = Math.fma(rows[i][from + k], weights[4 * i + p], sum);
                }
                out[p][k] = sum;
            }
        }
    }

    /** Four sums over four vectors of columns, in registers. */
    private static void fourByFour(
            float[][] rows, int from, float[] weights, float[][] out, int at) {
        FloatVector zero = FloatVector.zero(FLOATS);
        FloatVector s00 = zero, s01 = zero, s02 = zero, s03 = zero;
        FloatVector s10 = zero, s11 = zero, s12 = zero, s13 = zero;
        FloatVector s20 = zero, s21 = zero, s22 = zero, s23 = zero;
        FloatVector s30 = zero, s31 = zero, s32 = zero, s33 = zero;
        for (int i = 0; i < rows.length; i++) {
            float[] row = rows[i];
            FloatVector x0 = floats(row, from);
            FloatVector x1 = floats(row, from + L);
            FloatVector x2 = floats(row, from + 2 * L);
            FloatVector x3 = floats(row, from + 3 * L);
            FloatVector weight = FloatVector.broadcast(FLOATS, weights[4 * i]);
            s00 = x0.fma(weight, s00);
            s01 = x1.fma(weight, s01);
            s02 = x2.fma(weight, s02);
            s03 = x3.fma(weight, s03);
            weight = FloatVector.broadcast(FLOATS, weights[4 * i + 1]);
            s10 = x0.fma(weight, s10);
            s11 = x1.fma(weight, s11);
            s12 = x2.fma(weight, s12);
            s13 = x3.fma(weight, s13);
            weight = FloatVector.broadcast(FLOATS, weights[4 * i + 2]);
            s20 = x0.fma(weight, s20);
            s21 = x1.fma(weight, s21);
            s22 = x2.fma(weight, s22);
            s23 = x3.fma(weight, s23);
            weight = FloatVector.broadcast(FLOATS, weights[4 * i + 3]);
            s30 = x0.fma(weight, s30);
            s31 = x1.fma(weight, s31);
            s32 = x2.fma(weight, s32);
            s33 = x3.fma(weight, s33);
        }
        put(out[0], at, s00, s01, s02, s03);
        put(out[1], at, s10, s11, s12, s13);
        put(out[2], at, s20, s21, s22, s23);
        put(out[3], at, s30, s31, s32, s33);
    }

    private static void put(
            float[] out, int at, FloatVector a, FloatVector b, FloatVector c, FloatVector d) {
        a.intoArray(out, at);
        b.intoArray(out, at + L);
        c.intoArray(out, at + 2 * L);
        d.intoArray(out, at + 3 * L);
    }

    private static void fourByOne(
            float[][] rows, int from, float[] weights, float[][] out, int at) {
        FloatVector zero = FloatVector.zero(FLOATS);
        FloatVector s00 = zero;
        FloatVector s10 = zero;
        FloatVector s20 = zero;
        FloatVector s30 = zero;
        for (int i = 0; i < rows.length; i++) {
            float[] row = rows[i];
            FloatVector x0 = floats(row, from);
            FloatVector weight = FloatVector.broadcast(FLOATS, weights[4 * i]);
            s00 = x0.fma(weight, s00);
            weight = FloatVector.broadcast(FLOATS, weights[4 * i + 1]);
            s10 = x0.fma(weight, s10);
            weight = FloatVector.broadcast(FLOATS, weights[4 * i + 2]);
            s20 = x0.fma(weight, s20);
            weight = FloatVector.broadcast(FLOATS, weights[4 * i + 3]);
            s30 = x0.fma(weight, s30);
        }
        s00.intoArray(out[0], at);
        s10.intoArray(out[1], at);
        s20.intoArray(out[2], at);
        s30.intoArray(out[3], at);
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
        for (SortingNetwork.Step step : network.steps()) {
            int[] a = keys[step.a()];
            int[] b = keys[step.b()];
            STEPS[step.kind().ordinal()].run(a, b, keys[step.c()], keys[step.d()], width);
        }
    }

    private static void exchange(int[] low, int[] high, int width) {
        for (int k = 0; k < width; k += 2 * L) {
            exchangeOne(low, high, k);
            exchangeOne(low, high, k + L);
        }
    }

    private static void exchangeOne(int[] low, int[] high, int k) {
        IntVector a = ints(low, k);
        IntVector b = ints(high, k);
        a.min(b).intoArray(low, k);
        a.max(b).intoArray(high, k);
    }

    private static void mergeFour(int[] a, int[] b, int[] c, int[] d, int width) {
        for (int k = 0; k < width; k += L) {
            IntVector w = ints(a, k);
            IntVector x = ints(b, k);
            IntVector y = ints(c, k);
            IntVector z = ints(d, k);
            w.min(y).intoArray(a, k);
            x.max(z).intoArray(d, k);
            IntVector left = x.min(z);
            IntVector right = w.max(y);
            left.min(right).intoArray(b, k);
            left.max(right).intoArray(c, k);
        }
    }

    private static void sortFour(int[] a, int[] b, int[] c, int[] d, int width) {
        for (int k = 0; k < width; k += L) {
            IntVector w = ints(a, k);
            IntVector x = ints(b, k);
            IntVector y = ints(c, k);
            IntVector z = ints(d, k);
            IntVector low = w.min(x);
            IntVector high = w.max(x);
            IntVector more = y.max(z);
            IntVector less = y.min(z);
            low.min(less).intoArray(a, k);
            high.max(more).intoArray(d, k);
            IntVector left = high.min(more);
            IntVector right = low.max(less);
            left.min(right).intoArray(b, k);
            left.max(right).intoArray(c, k);
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
        sumOfRanks(keys, low, high, 1f / (high - low), width, out, at);
    }

    private static void sumOfRanks(
            int[][] keys, int low, int high, float scale, int width, float[] out, int at) {
        FloatVector scales = FloatVector.broadcast(FLOATS, scale);
        int k = 0;
        for (; k <= width - L; k += L) {
            FloatVector sum = FloatVector.zero(FLOATS);
            for (int i = low; i < high; i++) {
                sum = values(keys[i], k).fma(scales, sum);
            }
            sum.intoArray(out, at + k);
        }
        for (; k < width; k++) {
            float sum = 0;
            for (int i = low; i < high; i++) {
                sum = Math.fma(Strip.value(keys[i][k]), scale, sum);
            }
            out[at + k] = sum;
        }
    }

    /** Ranks with nothing kept away from them are in every window. */
    @Override
    void meanAround(int[][] keys, Centre centre, int kept, int width, float[] out, int at) {
        float scale = 1f / kept;
        int paired = Math.min(kept, keys.length - kept);
        sumOfRanks(keys, paired, kept, scale, width, out, at);
        Arrays.fill(centre.ties(), 0);
        for (int j = 0; j < paired; j++) {
            toValues(keys[j], width, centre.slots());
            for (int i = j; i + kept < keys.length; i += kept) {
                nearer(keys[i], keys[i + kept], centre, i + 1, width);
            }
            addScaled(centre.slots(), scale, width, out, at);
        }
    }

    private static void toValues(int[] keys, int width, float[] values) {
        for (int k = 0; k < width; k += L) {
            values(keys, k).intoArray(values, k);
        }
    }

    /** Puts the right value of a pair into the slot where it is nearer than the left one. */
    private static void nearer(int[] lefts, int[] rights, Centre centre, int rank, int width) {
        FloatVector ranks = FloatVector.broadcast(FLOATS, rank);
        for (int k = 0; k < width; k += L) {
            FloatVector x = values(lefts, k);
            FloatVector y = values(rights, k);
            FloatVector left = floats(centre.below(), k).sub(x);
            FloatVector right = y.sub(floats(centre.above(), k));
            FloatVector slot = floats(centre.slots(), k);
            slot.blend(y, right.compare(VectorOperators.LT, left)).intoArray(centre.slots(), k);
            FloatVector ties = floats(centre.ties(), k);
            FloatVector tied = ties.blend(ranks, right.compare(VectorOperators.EQ, left));
            tied.blend(ties, x.compare(VectorOperators.EQ, y)).intoArray(centre.ties(), k);
        }
    }

    private static void addScaled(float[] row, float scale, int width, float[] out, int at) {
        FloatVector scales = FloatVector.broadcast(FLOATS, scale);
        int k = 0;
        for (; k <= width - L; k += L) {
            floats(row, k).fma(scales, floats(out, at + k)).intoArray(out, at + k);
        }
        for (; k < width; k++) {
            out[at + k] = Math.fma(row[k], scale, out[at + k]);
        }
    }

    private static FloatVector values(int[] keys, int at) {
        return turned(ints(keys, at)).reinterpretAsFloats();
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
                .and(ALL_BUT_SIGN)
                .lanewise(VectorOperators.XOR, bits);
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
