package bft.aggregation.kernels;

import static bft.aggregation.kernels.VectorLanes.INTS;
import static bft.aggregation.kernels.VectorLanes.L;
import static bft.aggregation.kernels.VectorLanes.floats;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Processes a vector of 8 or 16 coordinates at a time, and the rest of a range with {@link
 * PlainCodeKernels}, which computes the same. Floats become integers by adding {@link Codes#WHOLE}:
 * JDK 17 allocates an object for every vector that is converted.
 */
final class VectorCodeKernels extends CodeKernels {
    private static final VectorSpecies<Byte> BYTES =
            L == Kernels.PAD ? ByteVector.SPECIES_128 : ByteVector.SPECIES_64;
    private static final VectorSpecies<Short> SHORTS =
            L == Kernels.PAD ? ShortVector.SPECIES_256 : ShortVector.SPECIES_128;
    private static final VectorSpecies<Byte> PAIRS =
            L == Kernels.PAD ? ByteVector.SPECIES_256 : ByteVector.SPECIES_128;
    private static final VarHandle INT_AT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final IntVector LANE = IntVector.zero(INTS).addIndex(1);
    private static final IntVector SIZE = IntVector.broadcast(INTS, Integer.MAX_VALUE);
    private static final IntVector SIGN = IntVector.broadcast(INTS, 1 << 31);
    private static final VectorMask<Integer> SECOND_HALF = LANE.compare(VectorOperators.GE, L / 2);
    private static final PlainCodeKernels PLAIN = PlainCodeKernels.INSTANCE;

    VectorCodeKernels() {}

    /** The set for the vector width of this machine. */
    static CodeKernels best() {
        return L < Byte.SIZE ? PLAIN : new VectorCodeKernels();
    }

    private static int whole(int from, int to) {
        return from + (to - from) / L * L;
    }

    private static IntVector bits(float[] values, int k) {
        return floats(values, k).reinterpretAsInts();
    }

    @Override
    public int largest(float[] values, int from, int to) {
        int end = whole(from, to);
        IntVector largest = IntVector.zero(INTS);
        for (int k = from; k < end; k += L) {
            largest = largest.max(bits(values, k).and(SIZE));
        }
        return Math.max(largest.reduceLanes(VectorOperators.MAX), PLAIN.largest(values, end, to));
    }

    /** Most vectors have none, which one test of all lanes shows. */
    @Override
    public int atLeast(float[] values, int from, int to, int size, int[] found) {
        int end = whole(from, to);
        int count = 0;
        for (int k = from; k < end; k += L) {
            if (bits(values, k).and(SIZE).compare(VectorOperators.GE, size).anyTrue()) {
                count = PlainCodeKernels.atLeast(values, k, k + L, size, found, count);
            }
        }
        return PlainCodeKernels.atLeast(values, end, to, size, found, count);
    }

    @Override
    public float sizes(float[] values, int from, int to) {
        float[] lanes = new float[Kernels.PAD];
        int end = from + (to - from) / Kernels.PAD * Kernels.PAD;
        for (int k = from; k < end; k += Kernels.PAD) {
            for (int p = 0; p < Kernels.PAD; p += L) {
                floats(lanes, p).add(floats(values, k + p).abs()).intoArray(lanes, p);
            }
        }
        for (int k = end; k < to; k++) {
            lanes[k - end] += Math.abs(values[k]);
        }
        return PlainCodeKernels.fold(lanes);
    }

    @Override
    public void round(float[] values, int from, int to, Rounding rounding, byte[] codes, int at) {
        int end = whole(from, to);
        for (int k = from; k < end; k += L) {
            FloatVector noise =
                    rounding.random()
                            ? noise(k, rounding)
                            : FloatVector.broadcast(VectorLanes.FLOATS, Codes.HALF);
            code(floats(values, k), noise, rounding)
                    .convertShape(VectorOperators.I2B, BYTES, 0)
                    .reinterpretAsBytes()
                    .intoArray(codes, at + k - from);
        }
        PLAIN.round(values, end, to, rounding, codes, at + end - from);
    }

    private static FloatVector noise(int k, Rounding rounding) {
        IntVector h = LANE.add(k).mul(Codes.STRIDE).add(rounding.low());
        h = h.lanewise(VectorOperators.XOR, h.lanewise(VectorOperators.LSHR, 16));
        h = h.mul(Codes.FIRST_FACTOR);
        h = h.lanewise(VectorOperators.XOR, h.lanewise(VectorOperators.LSHR, 13));
        h = h.add(rounding.high()).mul(Codes.SECOND_FACTOR);
        h = h.lanewise(VectorOperators.XOR, h.lanewise(VectorOperators.LSHR, 16));
        IntVector top = h.lanewise(VectorOperators.LSHR, Codes.NOISE_SHIFT);
        return ((FloatVector) top.convert(VectorOperators.I2F, 0)).mul(Codes.NOISE_UNIT);
    }

    private static IntVector code(FloatVector values, FloatVector noise, Rounding rounding) {
        FloatVector scaled = values.mul(rounding.inverse());
        float limit = rounding.levels() + 1f;
        FloatVector under = scaled.blend(limit, scaled.compare(VectorOperators.GT, limit));
        FloatVector within = under.blend(-limit, under.compare(VectorOperators.LT, -limit));
        FloatVector moved = within.add(noise);
        FloatVector shifted = moved.add(Codes.WHOLE);
        IntVector nearest = shifted.reinterpretAsInts().sub(Codes.WHOLE_BITS);
        IntVector rest = moved.sub(shifted.sub(Codes.WHOLE)).reinterpretAsInts();
        IntVector below = nearest.add(rest.lanewise(VectorOperators.ASHR, 31));
        return below.max(-rounding.levels()).min(rounding.levels());
    }

    @Override
    public void scale(byte[] codes, int at, float step, float[] row, int from, int to) {
        int end = whole(from, to);
        for (int k = from; k < end; k += L) {
            var code = ByteVector.fromArray(BYTES, codes, at + k - from);
            ((FloatVector) code.convertShape(VectorOperators.B2F, VectorLanes.FLOATS, 0))
                    .mul(step)
                    .intoArray(row, k);
        }
        PLAIN.scale(codes, at + end - from, step, row, end, to);
    }

    /** The first half of the lanes and the second are of an int each, which may be the same. */
    @Override
    public void scale(byte[] codes, int at, int bits, float step, float[] row, int from, int to) {
        int half = L / 2 * bits / Byte.SIZE;
        IntVector left = LANE.and(L / 2 - 1).neg().add(Integer.SIZE / bits - 1).mul(bits);
        int end = from + Math.max(0, (to - from - Integer.SIZE) / L * L);
        for (int k = from; k < end; k += L) {
            int place = at + (k - from) * bits / Byte.SIZE;
            IntVector packed =
                    IntVector.broadcast(INTS, (int) INT_AT.get(codes, place))
                            .blend((int) INT_AT.get(codes, place + half), SECOND_HALF);
            IntVector code =
                    packed.lanewise(VectorOperators.LSHL, left)
                            .lanewise(VectorOperators.ASHR, Integer.SIZE - bits);
            ((FloatVector) code.convert(VectorOperators.I2F, 0)).mul(step).intoArray(row, k);
        }
        PLAIN.scale(codes, at + (end - from) * bits / Byte.SIZE, bits, step, row, end, to);
    }

    @Override
    public void signs(float[] values, int from, int to, byte[] out, int at) {
        int end = from + (to - from) / Integer.SIZE * Integer.SIZE;
        for (int k = from; k < end; k += Integer.SIZE) {
            int signs = 0;
            for (int p = 0; p < Integer.SIZE; p += L) {
                signs |=
                        bits(values, k + p)
                                        .lanewise(VectorOperators.LSHR, Integer.SIZE - 1)
                                        .lanewise(VectorOperators.LSHL, LANE)
                                        .reduceLanes(VectorOperators.OR)
                                << p;
            }
            INT_AT.set(out, at + (k - from) / Byte.SIZE, signs);
        }
        PLAIN.signs(values, end, to, out, at + (end - from) / Byte.SIZE);
    }

    @Override
    public void signed(byte[] signs, int at, float scale, float[] row, int from, int to) {
        IntVector size = IntVector.broadcast(INTS, Float.floatToRawIntBits(scale));
        IntVector left = LANE.neg().add(Integer.SIZE - 1);
        int end = from + (to - from) / Integer.SIZE * Integer.SIZE;
        for (int k = from; k < end; k += Integer.SIZE) {
            int packed = (int) INT_AT.get(signs, at + (k - from) / Byte.SIZE);
            for (int p = 0; p < Integer.SIZE; p += L) {
                IntVector.broadcast(INTS, packed >>> p)
                        .lanewise(VectorOperators.LSHL, left)
                        .and(SIGN)
                        .or(size)
                        .reinterpretAsFloats()
                        .intoArray(row, k + p);
            }
        }
        PLAIN.signed(signs, at + (end - from) / Byte.SIZE, scale, row, end, to);
    }

    @Override
    public void toHalves(float[] values, int from, int to, byte[] out, int at) {
        int end = whole(from, to);
        for (int k = from; k < end; k += L) {
            half(bits(values, k))
                    .convertShape(VectorOperators.I2S, SHORTS, 0)
                    .reinterpretAsBytes()
                    .intoArray(out, at + (k - from) * Short.BYTES);
        }
        PLAIN.toHalves(values, end, to, out, at + (end - from) * Short.BYTES);
    }

    private static IntVector half(IntVector bits) {
        IntVector size = bits.and(SIZE);
        IntVector odd = size.lanewise(VectorOperators.LSHR, Codes.LOST_BITS).and(1);
        IntVector normal =
                size.add(odd)
                        .add(Codes.BELOW_TIE - Codes.REBIAS)
                        .lanewise(VectorOperators.LSHR, Codes.LOST_BITS)
                        .min(Codes.HALF_MAX);
        IntVector small =
                size.reinterpretAsFloats().add(Codes.HALF).reinterpretAsInts().sub(126 << 23);
        IntVector half = normal.blend(small, size.compare(VectorOperators.LT, Codes.HALF_NORMAL));
        half = half.blend(Codes.HALF_INFINITY, size.compare(VectorOperators.EQ, Codes.INFINITY));
        half = half.blend(Codes.HALF_NAN, size.compare(VectorOperators.GT, Codes.INFINITY));
        return bits.and(SIGN).lanewise(VectorOperators.LSHR, 16).or(half);
    }

    @Override
    public void fromHalves(byte[] halves, int at, float[] row, int from, int to) {
        int end = whole(from, to);
        for (int k = from; k < end; k += L) {
            var half =
                    (IntVector)
                            ByteVector.fromArray(PAIRS, halves, at + (k - from) * Short.BYTES)
                                    .reinterpretAsShorts()
                                    .convertShape(VectorOperators.S2I, INTS, 0);
            single(half).intoArray(row, k);
        }
        PLAIN.fromHalves(halves, at + (end - from) * Short.BYTES, row, end, to);
    }

    private static FloatVector single(IntVector half) {
        IntVector size = half.and(0x7FFF).lanewise(VectorOperators.LSHL, Codes.LOST_BITS);
        IntVector exponent = half.and(Codes.HALF_INFINITY);
        IntVector small =
                size.add(Codes.HALF_NORMAL)
                        .reinterpretAsFloats()
                        .sub(Float.intBitsToFloat(Codes.HALF_NORMAL))
                        .reinterpretAsInts();
        IntVector bits =
                size.add(Codes.REBIAS)
                        .blend(small, exponent.compare(VectorOperators.EQ, 0))
                        .blend(
                                size.add(2 * Codes.REBIAS),
                                exponent.compare(VectorOperators.EQ, Codes.HALF_INFINITY));
        return half.and(SIGN).or(bits).reinterpretAsFloats();
    }
}
