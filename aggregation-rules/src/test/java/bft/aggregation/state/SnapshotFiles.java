package bft.aggregation.state;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** Snapshots as bytes in memory, for tests. */
public final class SnapshotFiles {
    public static final SnapshotLimits LIMITS = new SnapshotLimits(1 << 20, 1000, 10, 1L << 30);

    private SnapshotFiles() {}

    public static byte[] bytes(Snapshot snapshot) {
        var bytes = new ByteArrayOutputStream();
        try {
            SnapshotFormat.write(snapshot, Channels.newChannel(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    public static Snapshot read(byte[] bytes, SnapshotLimits limits) throws IOException {
        return SnapshotFormat.read(Channels.newChannel(new ByteArrayInputStream(bytes)), limits);
    }

    /** Converts to the binary format and back. */
    public static Snapshot copy(Snapshot snapshot) {
        try {
            return read(bytes(snapshot), LIMITS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A copy with another value in one field, given by the names of parts and field separated by
     * dots.
     */
    public static Snapshot changed(Snapshot snapshot, String path, Object value) {
        Snapshot.Builder builder = Snapshot.of(snapshot.kind());
        String[] names = path.split("\\.", 2);
        snapshot.fields()
                .forEach(
                        (name, before) -> {
                            boolean isHere = name.equals(names[0]);
                            Object after =
                                    isHere && names.length > 1
                                            ? changed((Snapshot) before, names[1], value)
                                            : value;
                            builder.put(name, isHere ? after : before);
                        });
        return builder.build();
    }

    /** A file of one block with right checksums, whatever the content. */
    public static byte[] framed(byte[] content) {
        ByteBuffer file = ByteBuffer.allocate(28 + content.length).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(BlockWriter.MAGIC).putInt(BlockWriter.VERSION);
        var checksum = new CRC32C();
        file.putInt(content.length).put(content);
        checksum.update(file.array(), 0, file.position());
        file.putInt((int) checksum.getValue()).putInt(0);
        checksum.update(new byte[4]);
        return file.putInt((int) checksum.getValue()).array();
    }

    /** The content of a file of one block. */
    public static byte[] content(byte[] file) {
        int length = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(12);
        return Arrays.copyOfRange(file, 16, 16 + length);
    }
}
