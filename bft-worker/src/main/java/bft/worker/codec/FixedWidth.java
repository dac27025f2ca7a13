package bft.worker.codec;

import java.nio.ByteBuffer;

/** A codec in whose chunks every coordinate takes the same number of bytes. */
sealed interface FixedWidth extends GradientCodec permits Float32, Bfloat16, Float16 {
    /** Bytes of a coordinate. */
    int width();

    @Override
    default String format() {
        return name();
    }

    @Override
    default long maxBytes(int coordinates) {
        return (long) coordinates * width();
    }

    @Override
    default int maxCoordinates(int bytes) {
        return bytes / width();
    }

    @Override
    default int coordinates(ByteBuffer chunk) throws MalformedChunkException {
        int bytes = chunk.remaining();
        if (bytes == 0 || bytes % width() != 0) {
            throw new MalformedChunkException(
                    "data must have a positive multiple of %s bytes, got %s"
                            .formatted(width(), bytes));
        }
        return bytes / width();
    }
}
