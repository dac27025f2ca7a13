package bft.server.wire;

import bft.worker.wire.Frame;
import bft.worker.wire.MalformedMessageException;

/** Fills a row from the frames of a push, in order and without gaps; nothing is kept of them. */
final class RowAssembler {
    private final float[] row;
    private int due;

    /**
     * @param row of d values, modified
     */
    RowAssembler(float[] row) {
        this.row = row;
    }

    /**
     * @throws MalformedMessageException if the frame is not the next one, or reaches beyond d
     */
    void add(Frame frame) throws MalformedMessageException {
        due = frame.copyTo(row, due);
    }

    /** How many values have come. */
    int filled() {
        return due;
    }

    boolean isComplete() {
        return due == row.length;
    }

    float[] row() {
        return row;
    }
}
