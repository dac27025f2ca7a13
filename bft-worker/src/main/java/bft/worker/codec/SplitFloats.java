package bft.worker.codec;

import bft.aggregation.kernels.Finite;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A chunk of {@link Codecs#FLOAT32} that arrived in pieces, cut anywhere: each goes straight into
 * the row.
 */
public final class SplitFloats {
    private final ByteBuffer[] pieces;

    /**
     * @param pieces in order, all of the chunk; nothing in them is modified, nor their positions
     */
    public SplitFloats(ByteBuffer... pieces) {
        this.pieces = pieces.clone();
    }

    /**
     * How many coordinates the chunk stands for, at least 1.
     *
     * @throws MalformedChunkException as {@link GradientCodec#coordinates}
     */
    public int count() throws MalformedChunkException {
        int bytes = 0;
        for (ByteBuffer piece : pieces) {
            bytes += piece.remaining();
        }
        return FixedWidth.coordinates(bytes, Float.BYTES);
    }

    /**
     * Decodes the chunk into a row.
     *
     * @param from first coordinate of its range, for all of which the row has room
     * @return index in the row of the first value that is NaN or infinite, -1 if all are finite
     */
    public int decode(float[] row, int from) {
        int at = from;
        int bits = 0;
        int shift = 0;
        for (ByteBuffer each : pieces) {
            ByteBuffer piece = each.duplicate().order(ByteOrder.LITTLE_ENDIAN);
            while (piece.hasRemaining()) {
                int whole = shift > 0 ? 0 : piece.remaining() / Float.BYTES;
                if (whole > 0) {
                    piece.asFloatBuffer().get(row, at, whole);
                    piece.position(piece.position() + whole * Float.BYTES);
                    at += whole;
                } else {
                    bits |= (piece.get() & 0xFF) << shift;
                    shift += Byte.SIZE;
                }
                if (shift == Integer.SIZE) {
                    row[at++] = Float.intBitsToFloat(bits);
                    bits = 0;
                    shift = 0;
                }
            }
        }
        return Finite.firstNonFinite(row, from, at);
    }
}
