package bft.server.config;

import bft.server.files.OutputPaths;
import bft.worker.config.OneLine;
import bft.worker.config.SettingValues;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The files that the server writes, as given by the operator. All are tried before the server
 * starts.
 */
public final class OutputOptions {
    private static final String STANDARD_OUTPUT = "-";
    private static final long MEGABYTE = 1_000_000;

    private final SettingValues values;

    OutputOptions(SettingValues values) {
        this.values = values;
    }

    /** The file of the round log; empty for none and for standard output. */
    public Optional<Path> roundLogFile() {
        return values.find(ServerSettings.ROUND_LOG).filter(path -> !isStandardOutput(path));
    }

    /** Whether the rounds are logged to standard output. */
    public boolean logsToStandardOutput() {
        return values.find(ServerSettings.ROUND_LOG)
                .filter(OutputOptions::isStandardOutput)
                .isPresent();
    }

    private static boolean isStandardOutput(Path path) {
        return path.toString().equals(STANDARD_OUTPUT);
    }

    /** Where and how the audit log is written; empty for none. */
    public Optional<AuditSettings> audit() {
        return values.find(ServerSettings.AUDIT_LOG)
                .map(
                        file ->
                                new AuditSettings(
                                        file,
                                        values.get(ServerSettings.AUDIT_SIZE) * MEGABYTE,
                                        values.get(ServerSettings.AUDIT_FILES),
                                        values.find(ServerSettings.AUDIT_KEY),
                                        values.get(ServerSettings.AUDIT_SIGN_EVERY),
                                        values.get(ServerSettings.ON_AUDIT_ERROR)
                                                == ServerSettings.OnStateError.STOP));
    }

    /** The directory of the recording; empty for none. */
    public Optional<Path> recording() {
        return values.find(ServerSettings.RECORD);
    }

    /** Most bytes of the recording. */
    public long recordingBytes() {
        return values.get(ServerSettings.RECORD_LIMIT) * MEGABYTE;
    }

    /** The file for the ports. */
    public Optional<Path> portFile() {
        return values.find(ServerSettings.PORT_FILE);
    }

    /**
     * @throws IllegalArgumentException as {@link ModelOutput} does
     */
    ModelOutput toModelOutput() {
        return new ModelOutput(
                values.find(ServerSettings.MODEL_FILE), values.get(ServerSettings.SAVE_EVERY));
    }

    /**
     * Checks that every file can be written.
     *
     * @param problems receives an error for each that cannot be written
     */
    void check(Consumer<String> problems) {
        Map<String, Path> inputs = new LinkedHashMap<>();
        values.find(ServerSettings.INITIAL).ifPresent(path -> inputs.put("--initial", path));
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
        values.find(ServerSettings.AUDIT_LOG).ifPresent(path -> outputs.put("--audit-log", path));
        portFile().ifPresent(path -> outputs.put("--port-file", path));
        return outputs;
    }

    private Optional<Path> toFirstModel() {
        return new ModelOutput(values.find(ServerSettings.MODEL_FILE), 0).fileOf(0);
    }

    private static void check(String option, Path path, Consumer<String> problems) {
        try {
            if (option.endsWith("-log")) {
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

    /**
     * The model file may also be the initial file: the last model of one job then starts the next.
     */
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
