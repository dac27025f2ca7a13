package bft.experiments;

import bft.spec.BadArgument;
import bft.worker.config.OneLine;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.stream.Stream;

/** The directory of a run: empty at its start. */
final class RunDirectory {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

    private RunDirectory() {}

    /**
     * Creates the directory asked for, or {@code runs/<name>-<time>} in the current one.
     *
     * @return a directory that is empty
     * @throws IllegalArgumentException if the directory asked for is a file, or is not empty
     * @throws IOException if it cannot be created
     */
    static Path create(Optional<Path> asked, String name) throws IOException {
        try {
            return asked.isPresent()
                    ? empty(asked.get())
                    : fresh(Path.of("runs"), name + "-" + LocalDateTime.now().format(TIME));
        } catch (FileSystemException e) {
            throw new IOException(
                    "cannot create a directory for the run; choose another with --out: %s: %s"
                            .formatted(e.getFile(), OneLine.reason(e)),
                    e);
        }
    }

    private static Path empty(Path directory) throws IOException {
        BadArgument.when(Files.exists(directory) && !Files.isDirectory(directory))
                .because("--out must be a directory, got %s", directory);
        Files.createDirectories(directory);
        try (Stream<Path> entries = Files.list(directory)) {
            BadArgument.when(entries.findAny().isPresent())
                    .because(
                            "--out must be an empty or new directory, %s holds files already",
                            directory);
        }
        return directory;
    }

    /** A directory of no other run; runs that start in the same second are numbered. */
    static Path fresh(Path parent, String name) throws IOException {
        Files.createDirectories(parent);
        Path directory = parent.resolve(name);
        for (int number = 2; ; number++) {
            try {
                return Files.createDirectory(directory);
            } catch (FileAlreadyExistsException taken) {
                directory = parent.resolve(name + "-" + number);
            }
        }
    }
}
