package bft.worker.codec;

import java.nio.ByteBuffer;

/**
 * Turns gradients into the bytes of chunks and back. Has no state, so any thread may use it, and
 * chunks may be decoded in any order.
 */
public sealed interface GradientCodec permits FixedWidth, Quantised, SignBits, Sparse, RandomK {

    /** Largest scale of a block: no gradient of a model that learns comes near it. */
    float SCALE_LIMIT = 0x1p60f;

    /** What people call it, with its parameters, such as {@code int8:block=256,levels=127}. */
    String name();

    /**
     * What both ends must agree on to understand each other: the name with those parameters alone
     * that the reader needs.
     */
    String format();

    /** Its number in the protocol, at least 0. */
    int number();

    /**
     * How much of what a gradient loses is added to the worker's next one, in [0, 1]: 0 for codecs
     * that lose nothing on average.
     */
    default double feedback() {
        return 0;
    }

    /** Whether most of what arrives is 0, which not every aggregation rule bears. */
    default boolean isSparse() {
        return false;
    }

    /** Most bytes that a chunk for so many coordinates has. */
    long maxBytes(int coordinates);

    /**
     * Most coordinates of a chunk that is to have no more than that many bytes; 0 if not even a
     * block of the codec fits.
     */
    int maxCoordinates(int bytes);

    /**
     * Prepares a gradient for being sent.
     *
     * @param gradient neither modified nor to be modified while it is being sent
     * @param seed of what is random; the same gradient and seed give the same bytes
     */
    Encoder encoder(float[] gradient, long seed);

    /**
     * How many coordinates a chunk stands for, at least 1.
     *
     * @param chunk bytes from anyone; not modified, nor its position
     * @throws MalformedChunkException if it is none of this codec
     */
    int coordinates(ByteBuffer chunk) throws MalformedChunkException;

    /**
     * How many values a chunk carries, all of its coordinates or fewer.
     *
     * @param chunk as in {@link #coordinates}
     * @throws MalformedChunkException if it is none of this codec
     */
    default int values(ByteBuffer chunk) throws MalformedChunkException {
        return coordinates(chunk);
    }

    /** Most values that the chunks of a gradient may carry in all. */
    default long maxValues(int dimension) {
        return dimension;
    }

    /**
     * Decodes a chunk into its range of the row. Cost: one pass over the range, and no more memory
     * than that of a block.
     *
     * @param chunk bytes from anyone; not modified, nor its position
     * @param row modified in the range alone
     * @param from first coordinate of the range
     * @param to behind the last; {@code to - from} is {@link #coordinates} of the chunk
     * @return index in the row of the first value that is NaN or infinite, -1 if all are finite
     * @throws MalformedChunkException if it is none of this codec; the range is then undefined
     */
    int decode(ByteBuffer chunk, float[] row, int from, int to) throws MalformedChunkException;

    /** A gradient on its way out. */
    interface Encoder {

        /**
         * Writes the chunk that stands for a range. Cost: one pass over the range.
         *
         * @param from first coordinate of the range
         * @param to behind the last
         * @param out backed by an array, with at least {@link #maxBytes} free; its position is
         *     moved behind the chunk
         */
        void encode(int from, int to, ByteBuffer out);
    }
}
