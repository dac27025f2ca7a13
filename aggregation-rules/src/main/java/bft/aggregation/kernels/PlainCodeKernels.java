package bft.aggregation.kernels;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Coordinate by coordinate. */
final class PlainCodeKernels extends CodeKernels {
    static final PlainCodeKernels INSTANCE = new PlainCodeKernels();

    private static final VarHandle SHORTS =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int SIGN = 1 << 31;

    private PlainCodeKernels() {}

    @Override
    public int largest(float[] values, int from, int to) {
        int largest = 0;
        for (int k = from; k < to; k++) {
            largest = Math.max(largest, Float.floatToRawIntBits(values[k]) & Integer.MAX_VALUE);
        }
        return largest;
    }

    @Override
    public int atLeast(float[] values, int from, int to, int size, int[] found) {
        return atLeast(values, from, to, size, found, 0);
    }

    /** Continues after those found before. */
    static int atLeast(float[] values, int from, int to, int size, int[] found, int before) {
        int count = before;
        for (int k = from; k < to && count < found.length; k++) {
            if ((Float.floatToRawIntBits(values[k]) & Integer.MAX_VALUE) >= size) {
                found[count++] = k;
            }
        }
        return count;
    }

    @Override
    public float sizes(float[] values, int from, int to) {
        float[] lanes = new float[Kernels.PAD];
        for (int k = from; k < to; k++) {
            lanes[k - from & Kernels.PAD - 1] += Math.abs(values[k]);
        }
        return fold(lanes);
    }

    /** Adds the second half to the first until one value is left. */
    static float fold(float[] lanes) {
        for (int half = lanes.length / 2; half > 0; half /= 2) {
            for (int i = 0; i < half; i++) {
                lanes[i] += lanes[i + half];
            }
        }
        return lanes[0];
    }

    @Override
    public void round(float[] values, int from, int to, Rounding rounding, byte[] codes, int at) {
        for (int k = from; k < to; k++) {
            codes[at + k - from] = Codes.round(values[k], k, rounding);
        }
    }

    @Override
    public void scale(byte[] codes, int at, float step, float[] row, int from, int to) {
        for (int k = from; k < to; k++) {
            row[k] = codes[at + k - from] * step;
        }
    }

    @Override
    public void scale(byte[] codes, int at, int bits, float step, float[] row, int from, int to) {
        int each = Byte.SIZE / bits;
        int unused = Integer.SIZE - bits;
        for (int k = from; k < to; k++) {
            int i = k - from;
            int code = codes[at + i / each] >> i % each * bits;
            row[k] = (code << unused >> unused) * step;
        }
    }

    @Override
    public void signs(float[] values, int from, int to, byte[] out, int at) {
        for (int k = from; k < to; k += Byte.SIZE) {
            int signs = 0;
            for (int i = 0; i < Math.min(Byte.SIZE, to - k); i++) {
                signs |= Float.floatToRawIntBits(values[k + i]) >>> Integer.SIZE - 1 << i;
            }
            out[at + (k - from) / Byte.SIZE] = (byte) signs;
        }
    }

    @Override
    public void signed(byte[] signs, int at, float scale, float[] row, int from, int to) {
        int bits = Float.floatToRawIntBits(scale);
        for (int k = from; k < to; k++) {
            int i = k - from;
            int sign = signs[at + i / Byte.SIZE] << Integer.SIZE - 1 - i % Byte.SIZE & SIGN;
            row[k] = Float.intBitsToFloat(bits | sign);
        }
    }

    @Override
    public void toHalves(float[] values, int from, int to, byte[] out, int at) {
        for (int k = from; k < to; k++) {
            short half = Codes.toHalf(Float.floatToRawIntBits(values[k]));
            SHORTS.set(out, at + (k - from) * Short.BYTES, half);
        }
    }

    @Override
    public void fromHalves(byte[] halves, int at, float[] row, int from, int to) {
        for (int k = from; k < to; k++) {
            row[k] = Codes.fromHalf((short) SHORTS.get(halves, at + (k - from) * Short.BYTES));
        }
    }
}
