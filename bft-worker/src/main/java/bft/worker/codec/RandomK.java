package bft.worker.codec;

import bft.aggregation.Seeds;
import bft.aggregation.kernels.Finite;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * One coordinate, drawn at random, of each group of neighbours; the others are 0. The draw follows
 * from a seed in the chunk, so no index is sent and none can be wrong. Scaled by the size of the
 * group, a gradient is unbiased; otherwise a worker adds the lost part to its next one.
 *
 * <p>A chunk is the number of its coordinates as four bytes, the seed as eight, and for each group
 * of the chunk's coordinates a float32. Group i is drawn by the noise of position {@code from + i
 * group}.
 *
 * <p>Stich, Cordonnier, Jaggi, "Sparsified SGD with memory", NeurIPS 2018; Wangni et al., "Gradient
 * sparsification for communication-efficient distributed optimization", NeurIPS 2018. There the k
 * coordinates are drawn from all; here from groups, which costs one pass.
 *
 * @param group neighbours of which one is sent
 * @param scaled whether values are multiplied by the size of their group
 */
record RandomK(int group, boolean scaled, double feedback) implements GradientCodec {
    private static final int HEADER = Integer.BYTES + Long.BYTES;
    static final int MAX_GROUP = 1 << 16;
    private static final int MAX_CHUNK = 1 << 18;

    @Override
    public String name() {
        double defaultFeedback = scaled ? 0 : Feedback.DEFAULT;
        return format()
                + (scaled ? "" : ",scaled=no")
                + (feedback == defaultFeedback ? "" : ",feedback=" + feedback);
    }

    @Override
    public String format() {
        return "random-k:one-in=" + group;
    }

    @Override
    public int number() {
        return 9;
    }

    @Override
    public boolean isSparse() {
        return true;
    }

    private long groups(int coordinates) {
        return ((long) coordinates + group - 1) / group;
    }

    @Override
    public long maxBytes(int coordinates) {
        return HEADER + groups(coordinates) * Float.BYTES;
    }

    @Override
    public int maxCoordinates(int bytes) {
        long groups = Math.max(0, bytes - HEADER) / Float.BYTES;
        return (int) Math.min(groups, Math.max(1, MAX_CHUNK / group)) * group;
    }

    @Override
    public Encoder encoder(float[] gradient, long seed) {
        return (from, to, out) -> {
            ByteBuffer chunk = out.slice().order(ByteOrder.LITTLE_ENDIAN);
            chunk.putInt(to - from).putLong(seed);
            for (int k = from; k < to; k += group) {
                int width = Math.min(group, to - k);
                float value = gradient[k + drawn(seed, k, width)];
                chunk.putFloat(scaled ? limited(value, width) : value);
            }
            out.position(out.position() + chunk.position());
        };
    }

    private static float limited(float value, int width) {
        float scaled = value * width;
        return Float.isInfinite(scaled) && !Float.isInfinite(value)
                ? Math.copySign(Float.MAX_VALUE, value)
                : scaled;
    }

    private static int drawn(long seed, int k, int width) {
        long noise = Seeds.mix(seed, k) >>> Integer.SIZE;
        return (int) (noise * width >>> Integer.SIZE);
    }

    @Override
    public int coordinates(ByteBuffer chunk) throws MalformedChunkException {
        int got = chunk.remaining();
        int count =
                got < HEADER
                        ? 0
                        : chunk.duplicate().order(ByteOrder.LITTLE_ENDIAN).getInt(chunk.position());
        if (count < 1 || maxBytes(count) != got) {
            throw new MalformedChunkException(
                    "data must have %s bytes and %s for each %s of its coordinates, got %s bytes"
                            .formatted(HEADER, Float.BYTES, group, got));
        }
        return count;
    }

    @Override
    public int decode(ByteBuffer chunk, float[] row, int from, int to) {
        ByteBuffer bytes = chunk.slice().order(ByteOrder.LITTLE_ENDIAN);
        long seed = bytes.getLong(Integer.BYTES);
        Arrays.fill(row, from, to, 0);
        int at = HEADER;
        for (int k = from; k < to; k += group) {
            row[k + drawn(seed, k, Math.min(group, to - k))] = bytes.getFloat(at);
            at += Float.BYTES;
        }
        return Finite.firstNonFinite(row, from, to);
    }
}
