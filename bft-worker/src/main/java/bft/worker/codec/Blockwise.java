package bft.worker.codec;

import java.nio.ByteBuffer;

/** A codec with {@link Blocks} in its chunks. */
interface Blockwise extends GradientCodec {
    Blocks blocks();

    @Override
    default long maxBytes(int coordinates) {
        return blocks().bytes(coordinates);
    }

    @Override
    default int maxCoordinates(int bytes) {
        return blocks().maxCoordinates(bytes);
    }

    @Override
    default int coordinates(ByteBuffer chunk) throws MalformedChunkException {
        return blocks().coordinates(chunk);
    }
}
