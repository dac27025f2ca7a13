package bft.worker.codec;

import java.nio.ByteBuffer;

/** How the values of a run in a sparse chunk are encoded. Byte order is little-endian. */
interface ValueCode {

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

    /** Bytes that this many values take. */
    int bytes(int count);

    /**
     * Writes values of a gradient.
     *
     * @param kept their coordinates, of which those from {@code first} to {@code last - 1} count
     * @param out its position moves to their end
     */
    void write(float[] gradient, int[] kept, int first, int last, ByteBuffer out);

    /**
     * Checks what all values of a run share.
     *
     * @param at where {@link #bytes} of them begin
     * @throws MalformedChunkException if it is outside its limits
     */
    void check(ByteBuffer chunk, int at, int count) throws MalformedChunkException;

    /** The value with index i. */
    float read(ByteBuffer chunk, int at, int count, int i);
}
