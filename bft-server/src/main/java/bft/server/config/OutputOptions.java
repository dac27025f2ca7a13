package bft.server.config;

import bft.server.files.OutputPaths;
import bft.worker.config.OneLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** What the server writes, as an operator names it. All is tried before the server starts. */
public final class OutputOptions {
    private static final String STANDARD_OUTPUT = "-";

    @Option(
            names = "--model-file",
            paramLabel = "FILE",
            description = "Write the model, .npy; {version} in the name becomes its number.")
    Path modelFile;

    @Option(
            names = "--save-every",
            defaultValue = "0",
            paramLabel = "ROUNDS",
            description = "Write the model also each so many rounds; 0 for never.")
    long saveEvery;

    @Option(
            names = "--round-log",
            paramLabel = "FILE|-",
            description = "A line of JSON for each round, - for standard output.")
    Path roundLog;

    @Option(
            names = "--port-file",
            paramLabel = "FILE",
            description = "Write both ports here once the server listens.")
    Path portFile;

    /** Where the rounds are logged; empty for nowhere and for standard output. */
    public Optional<Path> roundLogFile() {
        return Optional.ofNullable(roundLog).filter(path -> !logsToStandardOutput());
    }

    /** Whether the rounds are logged to standard output. */
    public boolean logsToStandardOutput() {
        return roundLog != null && roundLog.toString().equals(STANDARD_OUTPUT);
    }

    /** Where the ports are written. */
    public Optional<Path> portFile() {
        return Optional.ofNullable(portFile);
    }

    /**
     * @throws IllegalArgumentException as {@link ModelOutput} does
     */
    ModelOutput toModelOutput() {
        return new ModelOutput(Optional.ofNullable(modelFile), saveEvery);
    }

    /**
     * Tries every file.
     *
     * @param inputs files that are read, by option, and must not be written to
     * @param problems told of each that cannot be written
     */
    void check(Map<String, Path> inputs, Consumer<String> problems) {
        Map<String, Path> outputs = outputs();
        outputs.forEach((option, path) -> check(option, path, problems));
        List<String> earlier = new ArrayList<>();
        outputs.forEach(
                (option, path) -> {
                    requireOther(option, path, among(outputs, earlier), problems);
                    requireOther(option, path, inputsNotFor(option, inputs), problems);
                    earlier.add(option);
                });
    }

    private Map<String, Path> outputs() {
        Map<String, Path> outputs = new LinkedHashMap<>();
        toFirstModel().ifPresent(path -> outputs.put("--model-file", path));
        roundLogFile().ifPresent(path -> outputs.put("--round-log", path));
        portFile().ifPresent(path -> outputs.put("--port-file", path));
        return outputs;
    }

    private Optional<Path> toFirstModel() {
        return new ModelOutput(Optional.ofNullable(modelFile), 0).fileOf(0);
    }

    private static void check(String option, Path path, Consumer<String> problems) {
        try {
            if (option.equals("--round-log")) {
                OutputPaths.tryLines(path);
            } else {
                OutputPaths.tryWhole(path);
            }
        } catch (IOException e) {
            problems.accept(option + " " + OneLine.of(e));
        }
    }

    private static Map<String, Path> among(Map<String, Path> all, List<String> options) {
        Map<String, Path> some = new LinkedHashMap<>(all);
        some.keySet().retainAll(options);
        return some;
    }

    /** The last model of a job may be where the next one begins. */
    private static Map<String, Path> inputsNotFor(String option, Map<String, Path> inputs) {
        Map<String, Path> others = new LinkedHashMap<>(inputs);
        if (option.equals("--model-file")) {
            others.remove("--initial");
        }
        return others;
    }

    private static void requireOther(
            String option, Path path, Map<String, Path> others, Consumer<String> problems) {
        others.forEach(
                (other, its) -> {
                    if (isSame(path, its)) {
                        problems.accept(
                                (option + " and " + other + " are both " + path)
                                        + ": one would overwrite the other");
                    }
                });
    }

    private static boolean isSame(Path one, Path other) {
        try {
            return one.toAbsolutePath().normalize().equals(other.toAbsolutePath().normalize())
                    || Files.exists(one) && Files.exists(other) && Files.isSameFile(one, other);
        } catch (IOException e) {
            return false;
        }
    }
}
