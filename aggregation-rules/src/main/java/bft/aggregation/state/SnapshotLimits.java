package bft.aggregation.state;

/**
 * What a reader of snapshots takes at most. No length in a file is believed beyond these, and what
 * is allocated for one that is within them is a small multiple of the bytes that have come, and one
 * vector.
 *
 * @param dimension coordinates of a vector
 * @param fields fields and parts in all
 * @param depth parts within parts, 1 for a snapshot without any
 * @param bytes of the whole binary form
 */
public record SnapshotLimits(int dimension, int fields, int depth, long bytes) {
    public SnapshotLimits {
        if (dimension < 1 || fields < 1 || depth < 1 || bytes < 1) {
            throw new IllegalArgumentException(
                    ("limits of a snapshot must be >= 1, got %s coordinates, %s fields,"
                                    + " depth %s, %s bytes")
                            .formatted(dimension, fields, depth, bytes));
        }
    }
}
