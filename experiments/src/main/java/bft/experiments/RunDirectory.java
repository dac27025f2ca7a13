package bft.experiments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** Where a run leaves its files. */
final class RunDirectory {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

    private RunDirectory() {}

    /** Creates the directory asked for, or {@code runs/<name>-<time>} in the current one. */
    static Path create(Optional<Path> asked, String name) throws IOException {
        Path directory =
                asked.orElseGet(
                        () -> Path.of("runs", name + "-" + LocalDateTime.now().format(TIME)));
        if (Files.exists(directory) && !Files.isDirectory(directory)) {
            throw new IllegalArgumentException("--out must be a directory, got " + directory);
        }
        return Files.createDirectories(directory);
    }
}
