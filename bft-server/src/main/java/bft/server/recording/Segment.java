package bft.server.recording;

import bft.aggregation.state.MalformedSnapshotException;
import bft.aggregation.state.Snapshot;
import bft.aggregation.state.SnapshotFormat;
import bft.aggregation.state.SnapshotLimits;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A file of a recording, as a sequence of snapshots in the form of {@link SnapshotFormat}: a
 * header, the state of the job, and then groups of entries, in order. So each file can be replayed
 * without the others.
 */
final class Segment implements AutoCloseable {
    private static final String HEADER = "recording";
    private static final String ENTRIES = "entries";
    private static final long FORMAT = 1;
    private static final int MOST_SETTINGS = 1_000;
    private static final int MOST_FIELDS = 1 << 24;
    private static final int DEPTH = 16;
    private static final long SPARE = 1 << 21;
    private static final SnapshotLimits FIRST =
            new SnapshotLimits(1, 3 * MOST_SETTINGS, 4, 1 << 24);

    private final Path path;
    private final FileChannel file;
    private final Header header;

    /**
     * Which job a recording is of.
     *
     * @param settings of the job, as a user writes them, by name
     * @param kernels that aggregated
     * @param workers n
     * @param dimension d
     * @param startNanos time of the state on the job's clock
     */
    record Header(
            Map<String, String> settings,
            String kernels,
            int workers,
            int dimension,
            long startNanos) {
        Header at(long nanos) {
            return new Header(settings, kernels, workers, dimension, nanos);
        }

        Snapshot snapshot() {
            return Snapshot.of(HEADER)
                    .with("format", FORMAT)
                    .with("settings", settings)
                    .with("kernels", kernels)
                    .with("workers", (long) workers)
                    .with("dimension", (long) dimension)
                    .with("start", startNanos)
                    .build();
        }

        static Header of(Snapshot snapshot) {
            snapshot.expecting(HEADER).whole("format", FORMAT, FORMAT);
            return new Header(
                    snapshot.texts("settings"),
                    snapshot.text("kernels"),
                    (int) snapshot.whole("workers", 1, Integer.MAX_VALUE),
                    (int) snapshot.whole("dimension", 1, Integer.MAX_VALUE - 8),
                    snapshot.whole("start"));
        }
    }

    private Segment(Path path, FileChannel file, Header header) {
        this.path = path;
        this.file = file;
        this.header = header;
    }

    /** Creates a file with the state that its entries follow. */
    static Segment create(Path path, Header header, Snapshot state) throws IOException {
        FileChannel file =
                FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try {
            SnapshotFormat.write(header.snapshot(), file);
            SnapshotFormat.write(state, file);
            return new Segment(path, file, header);
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    /**
     * Opens a file, and reads its header.
     *
     * @throws IOException naming the file, if it cannot be read or is not a recording
     */
    static Segment open(Path path) throws IOException {
        FileChannel file = FileChannel.open(path, StandardOpenOption.READ);
        try {
            return new Segment(path, file, Header.of(SnapshotFormat.read(file, FIRST)));
        } catch (MalformedSnapshotException | IllegalArgumentException e) {
            file.close();
            throw new IOException(path + ": " + e.getMessage(), e);
        }
    }

    Header header() {
        return header;
    }

    void write(List<Entry> entries) throws IOException {
        long[] numbers = entries.stream().flatMapToLong(e -> Arrays.stream(e.numbers())).toArray();
        List<Snapshot> texts = new ArrayList<>();
        for (Entry entry : entries) {
            texts.add(Snapshot.of("text").with("text", entry.text()).build());
        }
        float[][] gradients = entries.stream().map(Entry::gradient).toArray(float[][]::new);
        Snapshot group =
                Snapshot.of(ENTRIES)
                        .with("numbers", numbers)
                        .with("texts", texts)
                        .with("gradients", gradients)
                        .build();
        SnapshotFormat.write(group, file);
    }

    /** The state that the entries follow; must be read first. */
    Snapshot readState() throws IOException {
        return read();
    }

    /**
     * The next group of entries; empty at the end.
     *
     * @throws IOException naming the file and the position, if what follows is damaged
     */
    Optional<List<Entry>> readEntries() throws IOException {
        if (file.position() == file.size()) {
            return Optional.empty();
        }
        Snapshot group = read();
        try {
            return Optional.of(entries(group.expecting(ENTRIES)));
        } catch (IllegalArgumentException e) {
            throw new IOException(path + ": " + e.getMessage(), e);
        }
    }

    private List<Entry> entries(Snapshot group) {
        List<Snapshot> texts = group.parts("texts");
        int count = texts.size();
        long[] numbers = group.wholes("numbers", count * Entry.NUMBERS);
        float[][] gradients = group.rows("gradients", count, header.dimension());
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long[] its = Arrays.copyOfRange(numbers, i * Entry.NUMBERS, (i + 1) * Entry.NUMBERS);
            String text = texts.get(i).expecting("text").text("text");
            entries.add(Entry.of(its, text, gradients[i], header));
        }
        return entries;
    }

    /** Whether a crash explains the error: the file ends within a group. */
    static boolean isCutOff(IOException e) {
        return e.getMessage().contains("cut off");
    }

    private Snapshot read() throws IOException {
        long at = file.position();
        long left = Math.max(1, file.size() - at);
        var limits = new SnapshotLimits(header.dimension(), MOST_FIELDS, DEPTH, left + SPARE);
        try {
            return SnapshotFormat.read(file, limits);
        } catch (MalformedSnapshotException e) {
            throw new IOException(path + " after byte " + at + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
