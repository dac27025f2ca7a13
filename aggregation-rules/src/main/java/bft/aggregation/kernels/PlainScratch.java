package bft.aggregation.kernels;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.Arrays;

/**
 * What one thread's {@link PlainKernels} work in. A stretch is an array of its own with up to
 * {@link Kernels#LANES} coordinates from {@link Kernels#ORIGIN} on, so that all arrays of a loop
 * have the same index; the element before them is there for the loops, which begin with it: HotSpot
 * does one turn alone before it comes to whole vectors, and has none left in the end. Nothing in
 * here outlives a call.
 */
final class PlainScratch {
    /** The end of a stretch, and its length. */
    static final int END = Kernels.ORIGIN + Kernels.LANES;

    /** Where loops over a stretch begin. */
    static final int BEGIN = Kernels.ORIGIN - 1;

    final float[][] inputs = new float[4][END];
    final float[][] sums = new float[16][END];
    final int[] keys = new int[END];
    final int[] bits = new int[END];

    /** The same memory as floats and as ints: HotSpot copies vectors, but converts one by one. */
    private final FloatBuffer floatView;

    private final IntBuffer intView;

    PlainScratch() {
        ByteBuffer memory = ByteBuffer.allocate(4 * Kernels.LANES).order(ByteOrder.nativeOrder());
        floatView = memory.asFloatBuffer();
        intView = memory.asIntBuffer();
    }

    /** The bits of some coordinates, at most a stretch, to {@link Kernels#ORIGIN}. */
    void toBits(float[] row, int from, int width, int[] out) {
        floatView.put(0, row, from, width);
        intView.get(0, out, Kernels.ORIGIN, width);
    }

    /** The values of a row of keys. */
    void toValues(int[] row, int width, float[] out, int at) {
        for (int k = BEGIN; k < Kernels.ORIGIN + width; k++) {
            bits[k] = row[k] ^ (row[k] >> 31) >>> 1;
        }
        intView.put(0, bits, Kernels.ORIGIN, width);
        floatView.get(0, out, at, width);
    }

    /** Copies as much as there is, then zeros. */
    static void copy(float[] row, int from, int width, float[] stretch) {
        if (width >= Kernels.LANES) {
            System.arraycopy(row, from, stretch, Kernels.ORIGIN, Kernels.LANES);
        } else {
            copyRest(row, from, Math.max(0, width), stretch);
        }
    }

    private static void copyRest(float[] row, int from, int width, float[] stretch) {
        if (width > 0) {
            System.arraycopy(row, from, stretch, Kernels.ORIGIN, width);
        }
        Arrays.fill(stretch, Kernels.ORIGIN + width, END, 0);
    }
}
