package bft.worker.codec;

import java.nio.ByteBuffer;

/** How the values of a run of a sparse chunk are written. The order of bytes is little-endian. */
sealed interface ValueCode permits WholeValues, TwoBitValues, SketchedValues {

    /**
     * A mean as it is sent: within the limit, and of the many bits of a NaN always the same, for
     * which of them a sum keeps differs from run to run.
     */
    static float limited(double mean) {
        if (!Double.isFinite(mean)) {
            return Double.isNaN(mean) ? Float.NaN : (float) mean;
        }
        float limit = GradientCodec.SCALE_LIMIT;
        return (float) Math.max(-limit, Math.min(limit, mean));
    }

    /** Bytes that so many values take. */
    int bytes(int count);

    /**
     * Writes values of a gradient.
     *
     * @param kept their coordinates, of which those from {@code first} to {@code last - 1} count
     * @param out its position is moved behind them
     */
    void write(float[] gradient, int[] kept, int first, int last, ByteBuffer out);

    /**
     * Looks at what all values of a run share.
     *
     * @param at where {@link #bytes} of them begin
     * @throws MalformedChunkException if it is outside its limits
     */
    void check(ByteBuffer chunk, int at, int count) throws MalformedChunkException;

    /** One of them. */
    float read(ByteBuffer chunk, int at, int count, int i);
}
