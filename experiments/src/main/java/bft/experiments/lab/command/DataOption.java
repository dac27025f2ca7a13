package bft.experiments.lab.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** Where data are; without them experiments use those that the program draws. */
final class DataOption {
    @Option(
            names = "--data-dir",
            showDefaultValue = Visibility.NEVER,
            description =
                    "Where the files of named data sets are (default: $BFT_DATA, else ./data; if"
                            + " neither is there, the built-in data take their place).")
    private Path asked;

    private Optional<Path> found() {
        if (asked != null) {
            if (!Files.isDirectory(asked)) {
                throw new IllegalArgumentException("--data-dir must be a directory, got " + asked);
            }
            return Optional.of(asked);
        }
        String environment = System.getenv().getOrDefault("BFT_DATA", "data");
        return Optional.of(Path.of(environment)).filter(Files::isDirectory);
    }

    boolean isBuiltIn() {
        return found().isEmpty();
    }

    Path directory() {
        return found().orElse(Path.of(""));
    }
}
