package bft.aggregation.state;

import bft.spec.BadArgument;

/**
 * The limits of a reader of snapshots. Lengths in a file beyond these are rejected, and memory for
 * lengths within them is bounded by a small multiple of the bytes read so far plus one vector.
 *
 * @param dimension coordinates of a vector
 * @param fields fields and parts in all
 * @param depth parts within parts, 1 for a snapshot without any
 * @param bytes of the whole binary format
 */
public record SnapshotLimits(int dimension, int fields, int depth, long bytes) {
    public SnapshotLimits {
        BadArgument.when(dimension < 1 || fields < 1 || depth < 1 || bytes < 1)
                .because(
                        "limits of a snapshot must be >= 1, got %s coordinates, %s fields, depth %s, %s bytes",
                        dimension, fields, depth, bytes);
    }
}
