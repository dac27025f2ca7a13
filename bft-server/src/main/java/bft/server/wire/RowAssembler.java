package bft.server.wire;

import bft.worker.codec.GradientCodec;
import bft.worker.wire.Chunks;
import bft.worker.wire.DecodedRange;
import bft.worker.wire.Frame;
import bft.worker.wire.MalformedMessageException;

/**
 * Fills a row from the frames of a push, in order and without gaps, range by range; nothing is kept
 * of the frames. What is asked of a gradient as a whole is gathered here while each range is in the
 * cache: so far whether it is finite.
 */
final class RowAssembler {
    private static final int NONE = -1;

    private final GradientCodec codec;
    private final float[] row;
    private int due;
    private int firstNonFinite = NONE;

    /**
     * @param codec of the frames
     * @param row of d values, modified
     */
    RowAssembler(GradientCodec codec, float[] row) {
        this.codec = codec;
        this.row = row;
    }

    /**
     * @throws MalformedMessageException if the frame is not the next one, reaches beyond d or is
     *     not of the codec
     */
    void add(Frame frame) throws MalformedMessageException {
        DecodedRange range = Chunks.decode(frame, codec, row, due);
        due = range.to();
        firstNonFinite = firstNonFinite == NONE ? range.firstNonFinite() : firstNonFinite;
    }

    /** How many values have come. */
    int received() {
        return due;
    }

    /** Most bytes of data that are still to come. */
    long bytesLeft() {
        return codec.maxBytes(row.length - due);
    }

    boolean isComplete() {
        return due == row.length;
    }

    float[] row() {
        return row;
    }

    /** Index of the first NaN or infinity that has come, -1 if there is none. */
    int firstNonFinite() {
        return firstNonFinite;
    }
}
