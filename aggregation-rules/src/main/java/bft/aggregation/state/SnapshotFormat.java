package bft.aggregation.state;

import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/**
 * The binary format of a {@link Snapshot}, streamed through a buffer of one block. All numbers are
 * little-endian.
 *
 * <pre>
 * file    = magic "BFT-SNAP" (8 bytes)  version (int)  block...  end mark
 * block   = length (int, 1 to 2^20)  content  checksum (int)
 * end mark= 0 (int)  checksum (int)
 * content = of all blocks: snapshot; no number is cut by the end of a block
 *
 * snapshot= name (kind)  fields (int)  field...
 * field   = name  type (byte)  value
 * name    = length (byte)  ASCII
 * value   = 1 whole   long                  4 wholes  count (int)  long...
 *           2 real    double                5 reals   count (int)  double...
 *           3 text    bytes (int)  UTF-8    6 vector  vector
 *           8 part    snapshot              7 vectors count (int)  vector...
 *                                           9 parts   count (int)  snapshot...
 * vector  = 0 (int): empty
 *         | i (int), 1 to the number of vectors so far: the i-th of them, the same array
 *         | that number + 1 (int)  d (int, at least 1)  float...
 * </pre>
 *
 * <p>The checksum is the CRC32C of all preceding bytes of the file except other checksums, and is
 * checked before the block is parsed. So a changed, lost, repeated or moved block is detected, and
 * a truncated file lacks its end mark. An array that is held several times is written once, and is
 * one array again when read.
 */
public final class SnapshotFormat {
    private SnapshotFormat() {}

    /**
     * Writes a snapshot.
     *
     * @param channel blocking; not closed
     */
    public static void write(Snapshot snapshot, WritableByteChannel channel) throws IOException {
        var blocks = new BlockWriter(channel);
        new SnapshotWriter(blocks).write(snapshot);
        blocks.end();
    }

    /**
     * Reads a snapshot, and nothing beyond its end mark.
     *
     * @param channel blocking; not closed
     * @throws MalformedSnapshotException if there is none, or it is beyond the limits
     */
    public static Snapshot read(ReadableByteChannel channel, SnapshotLimits limits)
            throws IOException {
        return new SnapshotReader(channel, limits).read();
    }
}
