package bft.server.checkpoint;

import bft.aggregation.state.Snapshot;
import bft.aggregation.state.SnapshotFormat;
import bft.aggregation.state.SnapshotLimits;
import bft.server.files.WholeFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The state of a job in a file: two snapshots in the form of {@link SnapshotFormat}, one after the
 * other. The first is short and identifies the job; the second is the state.
 *
 * @param header identifies the job
 * @param job the snapshot of the job, from {@code Job.snapshot}
 */
record Checkpoint(Header header, Snapshot job) {
    private static final SnapshotLimits FIRST = new SnapshotLimits(1, 10_000, 4, 1 << 24);
    private static final int MOST_FIELDS = 1 << 24;
    private static final int MOST_PARTS = 16;

    /** More than any file has, so that reading a truncated file fails at the missing part. */
    private static final long BLOCK = 1 << 21;

    /**
     * Identifies the job and the moment.
     *
     * @param settings of the job
     * @param run drawn at the first start of the job, unchanged while it goes on
     * @param version of the model
     * @param savedMillis when it was saved, in milliseconds since 1970
     */
    record Header(Identity settings, long run, long version, long savedMillis) {
        private static final String KIND = "checkpoint";
        private static final long FORMAT = 1;

        Snapshot snapshot() {
            return Snapshot.of(KIND)
                    .with("format", FORMAT)
                    .with("run", run)
                    .with("version", version)
                    .with("saved", savedMillis)
                    .with("settings", settings.snapshot())
                    .build();
        }

        /**
         * @throws IllegalArgumentException naming the field that does not fit
         */
        static Header of(Snapshot snapshot) {
            snapshot.expecting(KIND).whole("format", FORMAT, FORMAT);
            return new Header(
                    Identity.of(snapshot.part("settings")),
                    snapshot.whole("run"),
                    snapshot.whole("version", 0, Long.MAX_VALUE),
                    snapshot.whole("saved"));
        }
    }

    /**
     * Writes the file as {@link WholeFile} does.
     *
     * @return its bytes
     */
    long write(Path path) throws IOException {
        var bytes = new long[1];
        WholeFile.write(
                path,
                file -> {
                    SnapshotFormat.write(header.snapshot(), file);
                    SnapshotFormat.write(job, file);
                    bytes[0] = file.size();
                });
        return bytes[0];
    }

    /**
     * Reads the header only, without checking the rest.
     *
     * @throws IOException if it cannot be read; a {@link
     *     bft.aggregation.state.MalformedSnapshotException} if it is damaged
     * @throws IllegalArgumentException if the file is not a checkpoint
     */
    static Header readHeader(Path path) throws IOException {
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
            return Header.of(SnapshotFormat.read(file, FIRST));
        }
    }

    /**
     * Reads the whole checkpoint.
     *
     * @throws IOException as {@link #readHeader}
     * @throws IllegalArgumentException as {@link #readHeader}
     */
    static Checkpoint read(Path path) throws IOException {
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
            Header header = Header.of(SnapshotFormat.read(file, FIRST));
            long left = Math.max(1, file.size() - file.position());
            int dimension = (int) Math.min(Integer.MAX_VALUE - 8, left);
            var limits = new SnapshotLimits(dimension, MOST_FIELDS, MOST_PARTS, left + BLOCK);
            Snapshot job = SnapshotFormat.read(file, limits);
            job.whole("version", header.version(), header.version());
            if (file.position() != file.size()) {
                throw new IllegalArgumentException(
                        "%s bytes follow its end".formatted(file.size() - file.position()));
            }
            return new Checkpoint(header, job);
        }
    }
}
