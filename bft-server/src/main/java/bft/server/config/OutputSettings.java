package bft.server.config;

import static bft.worker.config.Role.RUN;
import static bft.worker.config.Role.SERVER;
import static bft.worker.config.Setting.of;
import static bft.worker.config.ValueType.count;
import static bft.worker.config.ValueType.oneOf;
import static bft.worker.config.ValueType.parsed;
import static bft.worker.config.ValueType.path;
import static bft.worker.config.ValueType.whole;

import bft.server.files.OutputPaths;
import bft.worker.config.OneLine;
import bft.worker.config.Setting;
import bft.worker.config.SettingList;
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
public final class OutputSettings {
    private static final String STANDARD_OUTPUT = "-";
    private static final long MEGABYTE = 1_000_000;

    /** All of them. */
    public static final SettingList LIST = new SettingList();

    public static final Setting<Path> MODEL_FILE =
            LIST.add(
                    of("model-file", path("FILE"), SERVER),
                    "File for the model, .npy; {version} in the name becomes the version's number.");

    public static final Setting<Long> SAVE_EVERY =
            LIST.add(
                    of("save-every", whole(0, Long.MAX_VALUE), SERVER).orInEpochs().or(0),
                    "Also write the model after every so many rounds; 0 for never.");

    public static final Setting<Path> ROUND_LOG =
            LIST.add(
                    of("round-log", path("FILE|-"), SERVER),
                    "File for one line of JSON per round; - for standard output.");

    public static final Setting<Path> PORT_FILE =
            LIST.add(
                    of("port-file", path("FILE"), SERVER),
                    "File for both port numbers, written once the server listens.");

    public static final Setting<Path> STATE_DIR =
            LIST.add(
                    of("state-dir", path("DIR"), SERVER, RUN),
                    """
                    Directory for checkpoints of the whole state of the job. At the next start the job
                    continues from the newest. Each job needs its own directory.""");

    public static final Setting<CheckpointInterval> CHECKPOINT_EVERY =
            LIST.add(
                    of("checkpoint-every", parsed("ROUNDS|TIME", CheckpointInterval::parse), SERVER)
                            .orInEpochs()
                            .or(1),
                    """
                    Write a checkpoint every so many rounds, or at intervals of time such as 30s, 10m, 2h.
                    With 1, workers see a version only after it is on disk, so that a crash loses
                    nothing; with R a crash loses at most R-1 rounds.""");

    public static final Setting<Integer> KEEP_CHECKPOINTS =
            LIST.add(
                    of("keep-checkpoints", count(1, 10_000), SERVER).or(3),
                    "Number of checkpoints to keep.");

    public static final Setting<OnError> ON_STATE_ERROR =
            LIST.add(
                    of("on-state-error", oneOf("continue|stop", OnError.class), SERVER)
                            .or(OnError.CONTINUE),
                    """
                    What to do if a checkpoint cannot be written: continue, retry and report it in /health,
                    metrics and log; or stop the job.""");

    public static final Setting<Path> AUDIT_LOG =
            LIST.add(
                    of("audit-log", path("FILE"), SERVER),
                    """
                    File for a chained log of every round and every gradient, which bft-server verify
                    checks. An existing log is continued.""");

    public static final Setting<Integer> AUDIT_SIZE =
            LIST.add(
                    of("audit-size", count(1, 1_000_000), SERVER).or(100),
                    "Megabytes after which the audit log goes on in a new file.");

    public static final Setting<Integer> AUDIT_FILES =
            LIST.add(
                    of("audit-files", count(0, 100_000), SERVER).or(0),
                    "Number of files of the audit log to keep; 0 for all.");

    public static final Setting<Path> AUDIT_KEY =
            LIST.add(
                    of("audit-key", path("FILE"), SERVER),
                    "Private Ed25519 key in PEM form that signs the audit log.");

    public static final Setting<Integer> AUDIT_SIGN_EVERY =
            LIST.add(
                    of("audit-sign-every", count(1, 1_000_000), SERVER).or(1_000),
                    """
                    Lines after which the audit log is signed. It is also signed at the end of each file and
                    of the job.""");

    public static final Setting<OnError> ON_AUDIT_ERROR =
            LIST.add(
                    of("on-audit-error", oneOf("continue|stop", OnError.class), SERVER)
                            .or(OnError.CONTINUE),
                    """
                    What to do if a round cannot be logged: continue, and say in log and /health how many
                    are lost; or stop the job.""");

    public static final Setting<Path> RECORD =
            LIST.add(
                    of("record", path("DIR"), SERVER),
                    """
                    Directory for a recording of all events with every gradient, which bft-server replay
                    repeats to the bit.""");

    public static final Setting<Integer> RECORD_LIMIT =
            LIST.add(
                    of("record-limit", count(1, 1_000_000_000), SERVER).or(10_000),
                    "Megabytes of the recording to keep; the oldest files are deleted.");

    /** What a server does if it cannot save its state, or a round. */
    enum OnError {
        CONTINUE,
        STOP
    }

    private final SettingValues values;

    OutputSettings(SettingValues values) {
        this.values = values;
    }

    /** The file of the round log; empty for none and for standard output. */
    public Optional<Path> roundLogFile() {
        return values.find(ROUND_LOG).filter(path -> !isStandardOutput(path));
    }

    /** Whether the rounds are logged to standard output. */
    public boolean logsToStandardOutput() {
        return values.find(ROUND_LOG).filter(OutputSettings::isStandardOutput).isPresent();
    }

    private static boolean isStandardOutput(Path path) {
        return path.toString().equals(STANDARD_OUTPUT);
    }

    /** Where and how the audit log is written; empty for none. */
    public Optional<AuditSettings> audit() {
        return values.find(AUDIT_LOG)
                .map(
                        file ->
                                new AuditSettings(
                                        file,
                                        values.get(AUDIT_SIZE) * MEGABYTE,
                                        values.get(AUDIT_FILES),
                                        values.find(AUDIT_KEY),
                                        values.get(AUDIT_SIGN_EVERY),
                                        values.get(ON_AUDIT_ERROR) == OnError.STOP));
    }

    /** Where the job's state is saved; empty if it is not saved. */
    public Optional<StateSettings> state() {
        return values.find(STATE_DIR)
                .map(
                        directory ->
                                new StateSettings(
                                        directory,
                                        values.get(CHECKPOINT_EVERY),
                                        values.get(KEEP_CHECKPOINTS),
                                        values.get(ON_STATE_ERROR) == OnError.STOP));
    }

    /** The directory of the recording; empty for none. */
    public Optional<Path> recording() {
        return values.find(RECORD);
    }

    /** Most bytes of the recording. */
    public long recordingBytes() {
        return values.get(RECORD_LIMIT) * MEGABYTE;
    }

    /** The file for the ports. */
    public Optional<Path> portFile() {
        return values.find(PORT_FILE);
    }

    /**
     * @throws IllegalArgumentException as {@link ModelOutput} does
     */
    ModelOutput toModelOutput() {
        return new ModelOutput(values.find(MODEL_FILE), values.get(SAVE_EVERY));
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
        values.find(AUDIT_LOG).ifPresent(path -> outputs.put("--audit-log", path));
        portFile().ifPresent(path -> outputs.put("--port-file", path));
        return outputs;
    }

    private Optional<Path> toFirstModel() {
        return new ModelOutput(values.find(MODEL_FILE), 0).fileOf(0);
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
