package bft.experiments.lab;

import bft.experiments.output.ResultFile;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The files of a sweep: the experiment as it was read ({@code experiment.yaml}), all that decides
 * the results ({@code sweep.txt}), and a directory for each run under {@code runs}, which gets its
 * name only when it is complete. One process at a time.
 */
public final class SweepDirectory implements Closeable {
    private static final String PART = ".part";
    private static final JsonMapper JSON = new JsonMapper();

    private final Path directory;
    private final FileChannel lock;

    /** Writes its records to a directory. */
    @FunctionalInterface
    interface Work {
        RunOutcome run(Path directory) throws IOException, InterruptedException;
    }

    private SweepDirectory(Path directory, FileChannel lock) {
        this.directory = directory;
        this.lock = lock;
    }

    /**
     * Begins a sweep, or continues one.
     *
     * @param directory created if it does not exist
     * @param versions the programs in use, one a line
     * @throws IllegalArgumentException if it holds another sweep, or another process uses it
     */
    public static SweepDirectory open(Path directory, Experiment experiment, List<String> versions)
            throws IOException {
        Files.createDirectories(directory.resolve("runs"));
        var opened = new SweepDirectory(directory, lock(directory));
        String identity = String.join("\n", versions) + "\n" + experiment.identity();
        opened.writeOrCheck("experiment.yaml", experiment.text());
        opened.writeOrCheck("sweep.txt", identity);
        return opened;
    }

    private static FileChannel lock(Path directory) throws IOException {
        FileChannel channel =
                FileChannel.open(
                        directory.resolve("lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            // another thread of this process has it: reported below
        }
        channel.close();
        throw new IllegalArgumentException("another process runs an experiment in " + directory);
    }

    /** Writes a file, or checks that it already has this content. */
    private void writeOrCheck(String name, String content) throws IOException {
        Path file = directory.resolve(name);
        if (!Files.exists(file)) {
            ResultFile.write(file, content);
        } else if (!Files.readString(file).equals(content)) {
            close();
            throw new IllegalArgumentException(
                    "%s holds an experiment with other settings or of another version: see %s"
                            .formatted(directory, file));
        }
    }

    /** Whether this run is complete. */
    boolean has(String run) {
        return Files.isDirectory(directoryOf(run));
    }

    /** Runs in a directory that gets its final name when all is written. */
    RunOutcome run(String name, Work work) throws IOException, InterruptedException {
        Path part = directory.resolve("runs").resolve(name + PART);
        delete(part);
        Files.createDirectories(part);
        RunOutcome outcome = work.run(part);
        ResultFile.write(part.resolve("result.json"), JSON.writeValueAsBytes(outcome));
        Files.move(part, directoryOf(name), StandardCopyOption.ATOMIC_MOVE);
        return outcome;
    }

    /** The outcome of a complete run. */
    RunOutcome read(String run) throws IOException {
        return JSON.readValue(directoryOf(run).resolve("result.json").toFile(), RunOutcome.class);
    }

    private Path directoryOf(String run) {
        return directory.resolve("runs").resolve(run);
    }

    private static void delete(Path tree) throws IOException {
        if (Files.exists(tree)) {
            try (Stream<Path> files = Files.walk(tree)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
