package bft.server.wire;

import bft.spec.Text;
import bft.worker.codec.GradientCodec;
import bft.worker.wire.Chunks;
import bft.worker.wire.DecodedRange;
import bft.worker.wire.Frame;
import bft.worker.wire.MalformedMessageException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Fills a row from the frames of a push, in order and without gaps, range by range; no frame is
 * kept. While each range is in the cache, it also checks whether the values are finite, counts
 * them, and updates the checksum of the bytes.
 */
final class RowAssembler {
    private static final int NONE = -1;

    private final GradientCodec codec;
    private final float[] row;
    private int due;
    private int firstNonFinite = NONE;
    private long values;
    private final Optional<CRC32C> sum;

    /**
     * @param codec of the frames
     * @param row of d values, modified
     * @param isChecked whether the last frame must have the checksum of all data
     */
    RowAssembler(GradientCodec codec, float[] row, boolean isChecked) {
        this.sum = isChecked ? Optional.of(new CRC32C()) : Optional.empty();
        this.codec = codec;
        this.row = row;
    }

    /**
     * @throws MalformedMessageException if the frame is not the next one, reaches beyond d, is not
     *     of the codec, has a wrong checksum, or more values than are left of what a gradient may
     *     have
     */
    void add(Frame frame) throws MalformedMessageException {
        DecodedRange range = Chunks.decode(frame, codec, row, due);
        due = range.to();
        if (sum.isPresent()) {
            check(frame, sum.get());
        }
        firstNonFinite = firstNonFinite == NONE ? range.firstNonFinite() : firstNonFinite;
        values += range.values();
        if (values > codec.maxValues(row.length)) {
            throw new MalformedMessageException(
                    Text.of(
                            "%s: got %s values up to coordinate %s, a gradient of dimension %s may have %s",
                            codec.name(), values, due, row.length, codec.maxValues(row.length)));
        }
    }

    private void check(Frame frame, CRC32C data) throws MalformedMessageException {
        for (ByteBuffer piece : frame.pieces()) {
            data.update(piece);
        }
        int expected = (int) data.getValue();
        boolean isMissing = isComplete() && frame.checksum().isEmpty();
        int got = frame.checksum().orElse(expected);
        if (isMissing || got != expected) {
            throw new MalformedMessageException(
                    Text.of(
                            "the checksum of the data up to coordinate %s is %s, got %s",
                            due,
                            Integer.toHexString(expected),
                            isMissing ? "none" : Integer.toHexString(got)));
        }
    }

    /** How many values have arrived. */
    int received() {
        return due;
    }

    /** Most bytes of data that are still to come. */
    long bytesLeft() {
        return Chunks.maxBytes(codec, row.length - due);
    }

    boolean isComplete() {
        return due == row.length;
    }

    float[] row() {
        return row;
    }

    /** Index of the first NaN or infinity so far, -1 if there is none. */
    int firstNonFinite() {
        return firstNonFinite;
    }
}
