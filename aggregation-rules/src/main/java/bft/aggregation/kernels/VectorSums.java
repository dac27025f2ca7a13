package bft.aggregation.kernels;

import jdk.incubator.vector.FloatVector;

/** Weighted sums of rows, of {@link VectorKernels}. */
final class VectorSums {
    private static final int L = VectorLanes.L;

    private VectorSums() {}

    static void weightedSum(
            float[][] rows, int from, int width, float[] weights, float[] out, int at) {
        int k = 0;
        for (; k <= width - 8 * L; k += 8 * L) {
            eightVectors(rows, from + k, weights, out, at + k);
        }
        for (; k <= width - 2 * L; k += 2 * L) {
            twoVectors(rows, from + k, weights, out, at + k);
        }
        for (; k <= width - L; k += L) {
            FloatVector sum = FloatVector.zero(VectorLanes.FLOATS);
            for (int i = 0; i < rows.length; i++) {
                FloatVector weight = FloatVector.broadcast(VectorLanes.FLOATS, weights[i]);
                sum = VectorLanes.floats(rows[i], from + k).fma(weight, sum);
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
        FloatVector zero = FloatVector.zero(VectorLanes.FLOATS);
        FloatVector s0 = zero, s1 = zero, s2 = zero, s3 = zero;
        FloatVector s4 = zero, s5 = zero, s6 = zero, s7 = zero;
        for (int i = 0; i < rows.length; i++) {
            float[] row = rows[i];
            FloatVector weight = FloatVector.broadcast(VectorLanes.FLOATS, weights[i]);
            s0 = VectorLanes.floats(row, from).fma(weight, s0);
            s1 = VectorLanes.floats(row, from + L).fma(weight, s1);
            s2 = VectorLanes.floats(row, from + 2 * L).fma(weight, s2);
            s3 = VectorLanes.floats(row, from + 3 * L).fma(weight, s3);
            s4 = VectorLanes.floats(row, from + 4 * L).fma(weight, s4);
            s5 = VectorLanes.floats(row, from + 5 * L).fma(weight, s5);
            s6 = VectorLanes.floats(row, from + 6 * L).fma(weight, s6);
            s7 = VectorLanes.floats(row, from + 7 * L).fma(weight, s7);
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
        FloatVector a = FloatVector.zero(VectorLanes.FLOATS);
        FloatVector b = a;
        for (int i = 0; i < rows.length; i++) {
            FloatVector weight = FloatVector.broadcast(VectorLanes.FLOATS, weights[i]);
            a = VectorLanes.floats(rows[i], from).fma(weight, a);
            b = VectorLanes.floats(rows[i], from + L).fma(weight, b);
        }
        a.intoArray(out, at);
        b.intoArray(out, at + L);
    }

    static void weightedSums(float[][] rows, int from, int width, float[] weights, float[][] out) {
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
        FloatVector zero = FloatVector.zero(VectorLanes.FLOATS);
        FloatVector s00 = zero, s01 = zero, s02 = zero, s03 = zero;
        FloatVector s10 = zero, s11 = zero, s12 = zero, s13 = zero;
        FloatVector s20 = zero, s21 = zero, s22 = zero, s23 = zero;
        FloatVector s30 = zero, s31 = zero, s32 = zero, s33 = zero;
        for (int i = 0; i < rows.length; i++) {
            float[] row = rows[i];
            FloatVector x0 = VectorLanes.floats(row, from);
            FloatVector x1 = VectorLanes.floats(row, from + L);
            FloatVector x2 = VectorLanes.floats(row, from + 2 * L);
            FloatVector x3 = VectorLanes.floats(row, from + 3 * L);
            FloatVector weight = FloatVector.broadcast(VectorLanes.FLOATS, weights[4 * i]);
            s00 = x0.fma(weight, s00);
            s01 = x1.fma(weight, s01);
            s02 = x2.fma(weight, s02);
            s03 = x3.fma(weight, s03);
            weight = FloatVector.broadcast(VectorLanes.FLOATS, weights[4 * i + 1]);
            s10 = x0.fma(weight, s10);
            s11 = x1.fma(weight, s11);
            s12 = x2.fma(weight, s12);
            s13 = x3.fma(weight, s13);
            weight = FloatVector.broadcast(VectorLanes.FLOATS, weights[4 * i + 2]);
            s20 = x0.fma(weight, s20);
            s21 = x1.fma(weight, s21);
            s22 = x2.fma(weight, s22);
            s23 = x3.fma(weight, s23);
            weight = FloatVector.broadcast(VectorLanes.FLOATS, weights[4 * i + 3]);
            s30 = x0.fma(weight, s30);
            s31 = x1.fma(weight, s31);
            s32 = x2.fma(weight, s32);
            s33 = x3.fma(weight, s33);
        }
        VectorLanes.put(out[0], at, s00, s01, s02, s03);
        VectorLanes.put(out[1], at, s10, s11, s12, s13);
        VectorLanes.put(out[2], at, s20, s21, s22, s23);
        VectorLanes.put(out[3], at, s30, s31, s32, s33);
    }

    private static void fourByOne(
            float[][] rows, int from, float[] weights, float[][] out, int at) {
        FloatVector zero = FloatVector.zero(VectorLanes.FLOATS);
        FloatVector s00 = zero;
        FloatVector s10 = zero;
        FloatVector s20 = zero;
        FloatVector s30 = zero;
        for (int i = 0; i < rows.length; i++) {
            float[] row = rows[i];
            FloatVector x0 = VectorLanes.floats(row, from);
            FloatVector weight = FloatVector.broadcast(VectorLanes.FLOATS, weights[4 * i]);
            s00 = x0.fma(weight, s00);
            weight = FloatVector.broadcast(VectorLanes.FLOATS, weights[4 * i + 1]);
            s10 = x0.fma(weight, s10);
            weight = FloatVector.broadcast(VectorLanes.FLOATS, weights[4 * i + 2]);
            s20 = x0.fma(weight, s20);
            weight = FloatVector.broadcast(VectorLanes.FLOATS, weights[4 * i + 3]);
            s30 = x0.fma(weight, s30);
        }
        s00.intoArray(out[0], at);
        s10.intoArray(out[1], at);
        s20.intoArray(out[2], at);
        s30.intoArray(out[3], at);
    }
}
