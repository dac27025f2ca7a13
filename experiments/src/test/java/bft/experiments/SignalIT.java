package bft.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bft.server.model.NpyFile;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Training that a signal ends keeps what it has, and reports how to continue. */
@Timeout(240)
class SignalIT {
    private static final int SIGNALS = 128;
    private static final Pattern REPORT =
            Pattern.compile(
                    "bft: stopped at version (\\d+) of 1000000: model (\\S+), records in \\S+; to"
                            + " continue, train again with --initial=(\\S+) --rounds=(\\d+)\n");

    @TempDir Path directory;

    @ParameterizedTest
    @CsvSource({"TERM,15,''", "INT,2,''", "INT,2,--engine=simulation"})
    void keepsModelAndRecordsOfTheLastVersion(String signal, int number, String how)
            throws Exception {
        Path out = directory.resolve("run");
        List<String> call = call(out, "1000000");
        call.addAll(how.isEmpty() ? List.of() : List.of(how));
        // A shell that starts the tests in the background makes them ignore this signal.
        assumeTrue(!signal.equals("INT") || !ignoresInterrupts(), "skipped: SIGINT is ignored");
        var bft = BftProcess.start(directory, "", List.of(), Map.of(), call.toArray(String[]::new));
        awaitRounds(out, bft.process());
        new ProcessBuilder("kill", "-" + signal, Long.toString(bft.process().pid()))
                .start()
                .waitFor();

        CommandRun run = bft.ended();
        assertThat(run.code()).isEqualTo(SIGNALS + number);
        Matcher report = REPORT.matcher(run.err());
        assertThat(report.find()).as(run.err()).isTrue();
        List<String> records = Files.readAllLines(out.resolve("rounds.jsonl"));
        assertThat(records.get(records.size() - 1))
                .contains("\"version\":" + report.group(1) + ",");
        assertThat(NpyFile.read(Path.of(report.group(2))).values()).isNotEmpty();
        try (Stream<Path> files = Files.walk(out)) {
            assertThat(files).noneMatch(file -> file.toString().endsWith(".partial"));
        }
        assertThat(run.out()).containsPattern("\naccuracy 0\\.\\d{4}\n$");
        assertContinues(report.group(3), run.out());
    }

    @Test
    void aTrainingWithAStateDirectoryGoesOnWhereASignalStoppedIt() throws Exception {
        Path first = directory.resolve("first");
        List<String> call = call(first, "1000000");
        call.add("--state-dir=" + directory.resolve("state"));
        var bft = BftProcess.start(directory, "", List.of(), Map.of(), call.toArray(String[]::new));
        awaitRounds(first, bft.process());
        bft.process().toHandle().destroy();

        CommandRun stopped = bft.ended();
        assertThat(stopped.code()).isEqualTo(SIGNALS + 15);
        Matcher report =
                Pattern.compile(
                                "bft: stopped at version (\\d+) of 1000000: its state is in (\\S+),")
                        .matcher(stopped.err());
        assertThat(report.find()).as(stopped.err()).isTrue();
        assertThat(stopped.err()).contains("to continue, give the same command again");
        long version = Long.parseLong(report.group(1));
        assertThat(Path.of(report.group(2))).isEqualTo(directory.resolve("state"));

        CommandRun further = goOn("second", version + 3);
        assertThat(further.code()).as(further.toString()).isZero();
        assertThat(further.out())
                .startsWith("goes on from " + directory.resolve("state") + "\nround " + version);
        List<String> records = Files.readAllLines(directory.resolve("second/rounds.jsonl"));
        assertThat(records)
                .extracting(line -> new JsonObject(line).getLong("version"))
                .containsExactly(version + 1, version + 2, version + 3);
        CommandRun done = goOn("third", version + 3);
        assertThat(done.code()).as(done.toString()).isZero();
        assertThat(done.out()).contains("round " + (version + 3) + "  accuracy ");
    }

    private CommandRun goOn(String out, long rounds) throws Exception {
        List<String> call = call(directory.resolve(out), Long.toString(rounds));
        call.add("--state-dir=" + directory.resolve("state"));
        return BftProcess.start(directory, "", List.of(), Map.of(), call.toArray(String[]::new))
                .ended();
    }

    @Test
    void onlyAServerProcessSavesItsState() {
        CommandRun run = CommandRun.of("train", "--engine=simulation", "--state-dir=" + directory);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err())
                .contains(
                        "state-dir: only the server of engine cluster saves its state, got engine"
                                + " simulation");
    }

    @Test
    void anExperimentSaysHowToGoOn() throws Exception {
        Path file = directory.resolve("many.yaml");
        Files.writeString(
                file,
                "title: many\nsettings: {rounds: 100, batch: 4, byzantine: 0}\ngrid: {workers: [4, 5, 6]}\nseeds: 100\n");
        Path out = directory.resolve("run");
        String[] call = {"experiment", "run", file.toString(), "--out=" + out};
        var bft = BftProcess.start(directory, "", List.of(), Map.of(), call);
        while (!Files.exists(out.resolve("runs/workers=4,seed=0"))) {
            assertThat(bft.process().isAlive()).isTrue();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        bft.process().toHandle().destroy();

        CommandRun run = bft.ended();
        assertThat(run.code()).isEqualTo(SIGNALS + 15);
        assertThat(run.err())
                .isEqualTo(
                        "bft: stopped; finished runs are in %s, and the same command with --out=%s continues\n"
                                .formatted(out, out));
    }

    /** A continued run begins with the accuracy with which the run before ended. */
    private void assertContinues(String model, String before) {
        List<String> call = call(directory.resolve("further"), "1");
        call.addAll(List.of("--engine=simulation", "--initial=" + model));
        CommandRun further = CommandRun.of(call.toArray(String[]::new));
        assertThat(further.code()).as(further.toString()).isZero();
        String accuracy = before.strip().lines().reduce((a, b) -> b).orElseThrow();
        assertThat(further.out()).startsWith("round 0  " + accuracy + "  ");
    }

    private static List<String> call(Path out, String rounds) {
        return new ArrayList<>(
                List.of(
                        "train",
                        "--workers=3",
                        "--byzantine=0",
                        "--rule=mean",
                        "--batch=8",
                        "--rounds=" + rounds,
                        "--eval-every=1000000",
                        "--out=" + out));
    }

    static boolean ignoresInterrupts() throws Exception {
        Path status = Path.of("/proc/self/status");
        return Files.exists(status)
                && Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith("SigIgn:"))
                        .anyMatch(line -> (Long.parseUnsignedLong(line.substring(8), 16) & 2) != 0);
    }

    private static void awaitRounds(Path out, Process bft) throws Exception {
        Path records = out.resolve("rounds.jsonl");
        while (!Files.exists(records) || Files.size(records) < 10_000) {
            assertThat(bft.isAlive()).isTrue();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }
}
