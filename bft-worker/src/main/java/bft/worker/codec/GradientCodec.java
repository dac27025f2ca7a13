package bft.worker.codec;

import java.nio.ByteBuffer;

/**
 * Turns gradients into the bytes of chunks and back. Has no state, so any thread may use it, and
 * chunks may be decoded in any order. A new codec is a class and an entry in {@link Codecs}.
 */
public interface GradientCodec {

    /** Largest scale of a block, far above any gradient of a model that trains well. */
    float SCALE_LIMIT = 0x1p60f;

    /** Its name with its parameters, such as {@code int8:block=256,levels=127}. */
    String name();

    /** What both ends must agree on: the name with only the parameters that the reader needs. */
    String format();

    /**
     * Its number in the protocol, at least 0 and no other codec's. The {@code .proto} lists the
     * numbers of the codecs that other implementations know; those from 1,000 on are free.
     */
    int number();

    /**
     * How much of the lost part of a gradient is added to the worker's next one, in [0, 1]: 0 for
     * unbiased codecs.
     */
    default double feedback() {
        return 0;
    }

    /** Whether most decoded coordinates are 0, which not every aggregation rule tolerates. */
    default boolean isSparse() {
        return false;
    }

    /** Most bytes in a chunk of this many coordinates. */
    long maxBytes(int coordinates);

    /** Most coordinates in a chunk of at most this many bytes; 0 if not even one block fits. */
    int maxCoordinates(int bytes);

    /**
     * Prepares a gradient for sending.
     *
     * @param gradient not modified; the caller must not modify it while it is being sent
     * @param seed of random choices; the same gradient and seed give the same bytes
     */
    Encoder encoder(float[] gradient, long seed);

    /**
     * How many coordinates a chunk stands for, at least 1.
     *
     * @param chunk bytes from anyone; not modified, nor its position
     * @throws MalformedChunkException if the bytes are not a chunk of this codec
     */
    int coordinates(ByteBuffer chunk) throws MalformedChunkException;

    /**
     * How many values a chunk carries, all of its coordinates or fewer.
     *
     * @param chunk as in {@link #coordinates}
     * @throws MalformedChunkException if the bytes are not a chunk of this codec
     */
    default int values(ByteBuffer chunk) throws MalformedChunkException {
        return coordinates(chunk);
    }

    /** Most values that the chunks of a gradient may carry in all. */
    default long maxValues(int dimension) {
        return dimension;
    }

    /**
     * Decodes a chunk into its range of the row. Cost: one pass over the range, and memory for one
     * block.
     *
     * @param chunk bytes from anyone; not modified, nor its position
     * @param row modified in the range only
     * @param from first coordinate of the range
     * @param to after the last; {@code to - from} is {@link #coordinates} of the chunk
     * @return index in the row of the first value that is NaN or infinite, -1 if all are finite
     * @throws MalformedChunkException if the bytes are not a chunk of this codec; the range is then
     *     undefined
     */
    int decode(ByteBuffer chunk, float[] row, int from, int to) throws MalformedChunkException;

    /** A gradient that is being sent. */
    interface Encoder {

        /**
         * Writes the chunk that stands for a range. Cost: one pass over the range.
         *
         * @param from first coordinate of the range
         * @param to after the last
         * @param out backed by an array, with at least {@link #maxBytes} free; its position moves
         *     to the end of the chunk
         */
        void encode(int from, int to, ByteBuffer out);
    }
}
