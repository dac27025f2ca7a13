package bft.worker.codec;

import bft.aggregation.kernels.CodeKernels;
import bft.aggregation.kernels.Kernels;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The bytes of a chunk as an array for the decoding loops: its own array if it has one, else a copy
 * of one piece at a time.
 */
final class ChunkBytes {
    /** The loops of all codecs: both sets give the same bits. */
    static final CodeKernels KERNELS = Kernels.best().codes();

    private final ByteBuffer chunk;
    private final int origin;
    private final byte[] array;
    private final boolean isOwn;

    /**
     * @param chunk not modified, nor its position
     * @param most longest piece, in bytes
     */
    ChunkBytes(ByteBuffer chunk, int most) {
        this.chunk = chunk.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        this.origin = chunk.position();
        this.isOwn = chunk.hasArray();
        this.array = isOwn ? chunk.array() : new byte[Math.min(most, chunk.remaining())];
    }

    /** The array that {@link #load} fills. */
    byte[] array() {
        return array;
    }

    /**
     * Makes a piece of the chunk available.
     *
     * @param from offset in the chunk
     * @return where the piece begins in the array
     */
    int load(int from, int length) {
        if (isOwn) {
            return chunk.arrayOffset() + origin + from;
        }
        chunk.get(origin + from, array, 0, length);
        return 0;
    }

    float floatAt(int offset) {
        return chunk.getFloat(origin + offset);
    }
}
