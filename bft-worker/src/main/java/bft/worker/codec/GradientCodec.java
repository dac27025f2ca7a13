package bft.worker.codec;

import java.nio.ByteBuffer;

/**
 * Turns ranges of a gradient into the bytes of chunks and back. Has no state, so any thread may use
 * it, and chunks may be decoded in any order.
 */
public sealed interface GradientCodec permits Float32, Bfloat16 {

    /** What people call it, such as {@code float32}. */
    String name();

    /** Its number in the protocol, at least 0. */
    int number();

    /** Most bytes that a chunk for so many coordinates has. */
    long maxBytes(int coordinates);

    /**
     * Most coordinates whose chunk has no more than that many bytes: at least 1 from 8 bytes on.
     */
    int maxCoordinates(int bytes);

    /**
     * Writes the chunk that stands for a range of a gradient. Cost: one pass over the range.
     *
     * @param values not modified
     * @param from first coordinate of the range
     * @param to behind the last
     * @param out at least {@link #maxBytes} free; its position is moved behind the chunk
     */
    void encode(float[] values, int from, int to, ByteBuffer out);

    /**
     * How many coordinates a chunk stands for, at least 1.
     *
     * @param chunk bytes from anyone; not modified, nor its position
     * @throws MalformedChunkException if it is none of this codec
     */
    int coordinates(ByteBuffer chunk) throws MalformedChunkException;

    /**
     * Decodes a chunk into its range of the row. Cost: one pass over the range and no copy besides.
     *
     * @param chunk bytes from anyone; not modified, nor its position
     * @param row modified in the range alone
     * @param from first coordinate of the range
     * @param to behind the last; {@code to - from} is {@link #coordinates} of the chunk
     * @return index in the row of the first value that is NaN or infinite, -1 if all are finite
     * @throws MalformedChunkException if it is none of this codec; the range is then undefined
     */
    int decode(ByteBuffer chunk, float[] row, int from, int to) throws MalformedChunkException;
}
