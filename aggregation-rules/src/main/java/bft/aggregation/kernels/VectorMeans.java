package bft.aggregation.kernels;

import jdk.incubator.vector.FloatVector;

/** Means of rows as differences from the first of them, of {@link VectorKernels}. */
final class VectorMeans {
    private static final int L = VectorLanes.L;

    private VectorMeans() {}

    static void mean(float[][] rows, int from, int width, float[] out, int at) {
        float scale = 1f / rows.length;
        int k = 0;
        for (; k <= width - 8 * L; k += 8 * L) {
            fourVectors(rows, from + k, scale, out, at + k);
            fourVectors(rows, from + k + 4 * L, scale, out, at + k + 4 * L);
        }
        for (; k <= width - L; k += L) {
            FloatVector first = VectorLanes.floats(rows[0], from + k);
            FloatVector sum = FloatVector.zero(VectorLanes.FLOATS);
            for (int i = 1; i < rows.length; i++) {
                sum = sum.add(VectorLanes.floats(rows[i], from + k).sub(first));
            }
            scaled(sum, scale, first).intoArray(out, at + k);
        }
        for (; k < width; k++) {
            float sum = 0;
            for (int i = 1; i < rows.length; i++) {
                sum += rows[i][from + k] - rows[0][from + k];
            }
            out[at + k] = Math.fma(sum, scale, rows[0][from + k]);
        }
    }

    private static FloatVector scaled(FloatVector sum, float scale, FloatVector first) {
        return sum.fma(FloatVector.broadcast(VectorLanes.FLOATS, scale), first);
    }

    private static void fourVectors(float[][] rows, int from, float scale, float[] out, int at) {
        FloatVector a = VectorLanes.floats(rows[0], from);
        FloatVector b = VectorLanes.floats(rows[0], from + L);
        FloatVector c = VectorLanes.floats(rows[0], from + 2 * L);
        FloatVector d = VectorLanes.floats(rows[0], from + 3 * L);
        FloatVector zero = FloatVector.zero(VectorLanes.FLOATS);
        FloatVector p = zero, q = zero, r = zero, s = zero;
        for (int i = 1; i < rows.length; i++) {
            float[] row = rows[i];
            p = p.add(VectorLanes.floats(row, from).sub(a));
            q = q.add(VectorLanes.floats(row, from + L).sub(b));
            r = r.add(VectorLanes.floats(row, from + 2 * L).sub(c));
            s = s.add(VectorLanes.floats(row, from + 3 * L).sub(d));
        }
        scaled(p, scale, a).intoArray(out, at);
        scaled(q, scale, b).intoArray(out, at + L);
        scaled(r, scale, c).intoArray(out, at + 2 * L);
        scaled(s, scale, d).intoArray(out, at + 3 * L);
    }
}
