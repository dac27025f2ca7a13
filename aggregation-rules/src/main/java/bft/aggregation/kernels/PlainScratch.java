package bft.aggregation.kernels;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.Arrays;

/**
 * Scratch memory of one thread for {@link PlainKernels}. A segment is a separate array with up to
 * {@link Kernels#LANES} coordinates from {@link Kernels#ORIGIN} on, so that all arrays of a loop
 * have the same index. Loops begin one element earlier: HotSpot runs one scalar iteration before
 * the vector loop, and then none is left at the end. Nothing here outlives a call.
 */
final class PlainScratch {
    /** The end of a segment, and the length of its array. */
    static final int END = Kernels.ORIGIN + Kernels.LANES;

    /** The index at which loops over a segment begin. */
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

    /** The bits of some coordinates, at most a segment, to {@link Kernels#ORIGIN}. */
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

    /** Copies the coordinates of a segment, then pads with zeros. */
    static void copy(float[] row, int from, int width, float[] segment) {
        if (width >= Kernels.LANES) {
            System.arraycopy(row, from, segment, Kernels.ORIGIN, Kernels.LANES);
        } else {
            copyRest(row, from, Math.max(0, width), segment);
        }
    }

    private static void copyRest(float[] row, int from, int width, float[] segment) {
        if (width > 0) {
            System.arraycopy(row, from, segment, Kernels.ORIGIN, width);
        }
        Arrays.fill(segment, Kernels.ORIGIN + width, END, 0);
    }
}
