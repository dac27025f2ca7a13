package bft.worker.codec;

import java.nio.ByteBuffer;

/** Chunks in which every coordinate takes the same number of bytes. */
final class FixedWidth {
    private FixedWidth() {}

    static int coordinates(ByteBuffer chunk, int width) throws MalformedChunkException {
        int bytes = chunk.remaining();
        if (bytes == 0 || bytes % width != 0) {
            throw new MalformedChunkException(
                    "data must have a positive multiple of %s bytes, got %s"
                            .formatted(width, bytes));
        }
        return bytes / width;
    }
}
