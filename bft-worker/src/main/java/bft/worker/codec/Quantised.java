package bft.worker.codec;

import bft.aggregation.kernels.CodeKernels;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A whole number of steps for each coordinate, in 8, 4 or 2 bits, and the step for each block: the
 * largest size in the block over the number of levels. A value is rounded to one of its two
 * neighbours, with the probability that makes it unbiased, or to the nearest.
 *
 * <p>QSGD: Alistarh et al., "QSGD: Communication-efficient SGD via gradient quantization and
 * encoding", NIPS 2017, with blocks and the largest size for the norm as in its experiments, and a
 * fixed number of bits instead of Elias codes. With one level it is Wen et al., "TernGrad", NIPS
 * 2017. Sizes above levels times {@link #SCALE_LIMIT} are clamped; blocks whose sizes are all below
 * 2^-100 become 0.
 *
 * @param bits of a code: 8, 4 or 2
 * @param levels from 1 to the largest number that the bits can hold
 * @param random whether rounding is random, else to the nearest
 */
record Quantised(int bits, Blocks blocks, int levels, boolean random) implements Blockwise {
    private static final float TINY = 0x1p-100f;
    private static final int INFINITY = 0x7F800000;

    static int mostLevels(int bits) {
        return (1 << bits - 1) - 1;
    }

    @Override
    public String name() {
        String counts = bits == 2 ? "" : ",levels=" + levels;
        return format() + counts + (random ? "" : ",rounding=nearest");
    }

    @Override
    public String format() {
        return (bits == 2 ? "ternary" : "int" + bits) + ":block=" + blocks.block();
    }

    @Override
    public int number() {
        return switch (bits) {
            case 8 -> 3;
            case 4 -> 4;
            default -> 5;
        };
    }

    @Override
    public Encoder encoder(float[] gradient, long seed) {
        byte[] codes = new byte[bits == Byte.SIZE ? 0 : blocks.block()];
        return (from, to, out) ->
                blocks.write(
                        from,
                        to,
                        out,
                        (k, end, array, at) -> write(gradient, k, end, seed, codes, array, at));
    }

    private float write(
            float[] gradient, int from, int to, long seed, byte[] codes, byte[] out, int at) {
        int largest = ChunkBytes.KERNELS.largest(gradient, from, to);
        if (largest >= INFINITY) {
            return Float.NaN;
        }
        float size = Float.intBitsToFloat(largest);
        if (size < TINY) {
            return 0;
        }
        float step = Math.min(size / levels, SCALE_LIMIT);
        var rounding = new CodeKernels.Rounding(1 / step, levels, random, seed);
        if (bits == Byte.SIZE) {
            ChunkBytes.KERNELS.round(gradient, from, to, rounding, out, at);
        } else {
            Arrays.fill(codes, (byte) 0);
            ChunkBytes.KERNELS.round(gradient, from, to, rounding, codes, 0);
            CodeKernels.pack(codes, to - from, bits, out, at);
        }
        return step;
    }

    @Override
    public int decode(ByteBuffer chunk, float[] row, int from, int to)
            throws MalformedChunkException {
        return blocks.read(
                chunk,
                row,
                from,
                to,
                (array, at, step, k, end) -> {
                    if (bits == Byte.SIZE) {
                        ChunkBytes.KERNELS.scale(array, at, step, row, k, end);
                    } else {
                        ChunkBytes.KERNELS.scale(array, at, bits, step, row, k, end);
                    }
                });
    }
}
