package bft.aggregation.kernels;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/** The sorting of columns, of {@link VectorKernels}. */
final class VectorColumns {
    private static final int L = VectorLanes.L;
    private static final int ORIGIN = Kernels.ORIGIN;

    /**
     * By {@link SortingNetwork.Kind}. Called through a table, so that each is compiled
     * individually: in a method with too many vector operations the compiler allocates an object
     * for every vector.
     */
    private static final Exchange[] STEPS = {
        (a, b, c, d, width) -> exchange(a, b, width),
        (a, b, c, d, width) -> keepLow(a, b, width),
        (a, b, c, d, width) -> keepHigh(a, b, width),
        VectorColumns::mergeFour,
        VectorColumns::sortFour
    };

    /** One step of a network on whole rows. */
    @FunctionalInterface
    private interface Exchange {
        void run(int[] a, int[] b, int[] c, int[] d, int width);
    }

    private VectorColumns() {}

    static void toKeys(float[] row, int from, int width, int[] keys, float[] check) {
        FloatVector zero = FloatVector.zero(VectorLanes.FLOATS);
        FloatVector first = VectorLanes.floats(check, 0);
        FloatVector second = zero;
        int k = 0;
        for (; k <= width - 2 * L; k += 2 * L) {
            FloatVector x = VectorLanes.floats(row, from + k);
            FloatVector y = VectorLanes.floats(row, from + k + L);
            VectorLanes.turned(x.reinterpretAsInts()).intoArray(keys, ORIGIN + k);
            VectorLanes.turned(y.reinterpretAsInts()).intoArray(keys, ORIGIN + k + L);
            first = x.fma(zero, first);
            second = y.fma(zero, second);
        }
        first.add(second).intoArray(check, 0);
        for (; k < width; k++) {
            keys[ORIGIN + k] = ColumnTile.key(row[from + k]);
            check[0] += row[from + k] * 0;
        }
    }

    static void sort(int[][] keys, int width, SortingNetwork network) {
        for (SortingNetwork.Step step : network.steps()) {
            int[] a = keys[step.a()];
            int[] b = keys[step.b()];
            STEPS[step.kind().ordinal()].run(a, b, keys[step.c()], keys[step.d()], width);
        }
    }

    private static void exchange(int[] low, int[] high, int width) {
        for (int k = ORIGIN; k < ORIGIN + width; k += 2 * L) {
            exchangeOne(low, high, k);
            exchangeOne(low, high, k + L);
        }
    }

    private static void exchangeOne(int[] low, int[] high, int k) {
        IntVector a = VectorLanes.ints(low, k);
        IntVector b = VectorLanes.ints(high, k);
        a.min(b).intoArray(low, k);
        a.max(b).intoArray(high, k);
    }

    private static void mergeFour(int[] a, int[] b, int[] c, int[] d, int width) {
        for (int k = ORIGIN; k < ORIGIN + width; k += L) {
            IntVector w = VectorLanes.ints(a, k);
            IntVector x = VectorLanes.ints(b, k);
            IntVector y = VectorLanes.ints(c, k);
            IntVector z = VectorLanes.ints(d, k);
            w.min(y).intoArray(a, k);
            x.max(z).intoArray(d, k);
            IntVector left = x.min(z);
            IntVector right = w.max(y);
            left.min(right).intoArray(b, k);
            left.max(right).intoArray(c, k);
        }
    }

    private static void sortFour(int[] a, int[] b, int[] c, int[] d, int width) {
        for (int k = ORIGIN; k < ORIGIN + width; k += L) {
            IntVector w = VectorLanes.ints(a, k);
            IntVector x = VectorLanes.ints(b, k);
            IntVector y = VectorLanes.ints(c, k);
            IntVector z = VectorLanes.ints(d, k);
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
        for (int k = ORIGIN; k < ORIGIN + width; k += L) {
            VectorLanes.ints(low, k).min(VectorLanes.ints(high, k)).intoArray(low, k);
        }
    }

    private static void keepHigh(int[] low, int[] high, int width) {
        for (int k = ORIGIN; k < ORIGIN + width; k += L) {
            VectorLanes.ints(low, k).max(VectorLanes.ints(high, k)).intoArray(high, k);
        }
    }

    static void sumOfRanks(
            int[][] keys, int low, int high, float scale, int width, float[] out, int at) {
        FloatVector scales = FloatVector.broadcast(VectorLanes.FLOATS, scale);
        int k = 0;
        for (; k <= width - L; k += L) {
            FloatVector first = VectorLanes.values(keys[low], ORIGIN + k);
            FloatVector sum = FloatVector.zero(VectorLanes.FLOATS);
            for (int i = low + 1; i < high; i++) {
                sum = sum.add(VectorLanes.values(keys[i], ORIGIN + k).sub(first));
            }
            sum.fma(scales, first).intoArray(out, at + k);
        }
        for (; k < width; k++) {
            float first = ColumnTile.value(keys[low][ORIGIN + k]);
            float sum = 0;
            for (int i = low + 1; i < high; i++) {
                sum += ColumnTile.value(keys[i][ORIGIN + k]) - first;
            }
            out[at + k] = Math.fma(sum, scale, first);
        }
    }
}
