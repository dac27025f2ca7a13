package bft.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Full disks, limits on file sizes, and no directory for temporary files. */
@Timeout(240)
class OutputTroublesIT {
    private static final int UNWRITABLE = 4;
    private static final String[] TRAIN = {
        "train", "--workers=3", "--byzantine=0", "--rule=mean", "--rounds=2000", "--batch=4"
    };

    @TempDir Path directory;

    private CommandRun bft(String before, List<String> options, String... arguments)
            throws Exception {
        return BftProcess.start(directory, before, options, Map.of(), arguments).ended();
    }

    private String[] train(Path out, String... more) {
        List<String> all = new ArrayList<>(List.of(TRAIN));
        all.addAll(List.of(more));
        all.add("--out=" + out);
        return all.toArray(String[]::new);
    }

    /** Every line of the records is complete, and there is no partial file. */
    private static void assertWhole(Path out) throws IOException {
        String records = Files.readString(out.resolve("rounds.jsonl"));
        assertThat(records).isNotEmpty().endsWith("\n");
        for (String line : records.split("\n")) {
            new ObjectMapper().readTree(line);
        }
        String table = Files.readString(out.resolve("rounds.csv"));
        assertThat(table).endsWith("\n");
        long columns = table.lines().findFirst().orElseThrow().split(",").length;
        assertThat(table.lines()).allMatch(row -> row.split(",", -1).length == columns);
        try (Stream<Path> files = Files.walk(out)) {
            assertThat(files).noneMatch(file -> file.toString().endsWith(".partial"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--engine=simulation", "--eval-every=100"})
    void aLimitOfTheFileSizeEndsTrainingAtOnceWithWholeRecords(String how) throws Exception {
        Path out = directory.resolve("run");
        CommandRun run = bft("ulimit -f 100", List.of("-XX:-UsePerfData"), train(out, how));
        assertThat(run.code()).as(run.toString()).isEqualTo(UNWRITABLE);
        assertThat(run.err()).contains("bft: cannot write " + out.resolve("rounds.jsonl"));
        assertThat(run.err()).contains("File too large").contains("--out").hasLineCount(1);
        assertWhole(out);
    }

    @Test
    void aFullDiskEndsTrainingAtOnceWithWholeRecords() throws Exception {
        Path disk = Files.createDirectory(directory.resolve("disk"));
        Process mount = mount("-t", "tmpfs", "-o", "size=128k", "tmpfs", disk.toString());
        assumeTrue(mount.waitFor() == 0, "skipped: only root can mount a small disk");
        try {
            Path out = disk.resolve("run");
            CommandRun run = bft("", List.of(), train(out, "--engine=simulation"));
            assertThat(run.code()).as(run.toString()).isEqualTo(UNWRITABLE);
            assertThat(run.err()).contains("No space left on device");
            assertWhole(out);
        } finally {
            new ProcessBuilder("umount", disk.toString()).start().waitFor();
        }
    }

    private static Process mount(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("mount"));
        Collections.addAll(command, arguments);
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    @Test
    void aSweepThatCannotWriteSaysSoAndTakesNoRunForWhole() throws Exception {
        Path file =
                Files.writeString(
                        directory.resolve("small.yaml"),
                        """
                        title: small
                        settings: {rounds: 400, batch: 4}
                        seeds: [1]
                        """);
        Path out = directory.resolve("sweep");
        String[] call = {"experiment", "run", file.toString(), "--out=" + out};
        CommandRun run = bft("ulimit -f 40", List.of("-XX:-UsePerfData"), call);
        assertThat(run.code()).as(run.toString()).isEqualTo(UNWRITABLE);
        assertThat(run.err()).contains("bft: cannot write").hasLineCount(1);
        try (Stream<Path> runs = Files.list(out.resolve("runs"))) {
            assertThat(runs).allMatch(place -> place.toString().endsWith(".part"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "breakdown --rule=median --attack=sign-flip --workers=5",
                "run kardam --quick",
                "run all --quick"
            })
    void aPlaceThatCannotBeWrittenIsFoundBeforeTheWork(String call) throws Exception {
        Path out = Files.writeString(directory.resolve("file"), "").resolve("below");
        List<String> arguments = new ArrayList<>(List.of("experiment"));
        Collections.addAll(arguments, call.split(" "));
        arguments.add("--out=" + out);
        CommandRun run = CommandRun.of(arguments.toArray(String[]::new));
        assertThat(run.code()).as(run.toString()).isEqualTo(UNWRITABLE);
        assertThat(run.err()).startsWith("bft: cannot write " + out).hasLineCount(1);
        assertThat(run.out()).isEmpty();
    }

    @Test
    void standardOutputThatCannotBeWrittenIsAFailure() throws Exception {
        assumeTrue(Files.exists(Path.of("/dev/full")), "skipped: there is no /dev/full");
        CommandRun run = bft("exec >/dev/full", List.of(), "rules");
        assertThat(run.code()).isEqualTo(UNWRITABLE);
        assertThat(run.err()).contains("bft: cannot write to standard output: No space left");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--engine=simulation", "--eval-every=5"})
    void trainingNeedsNoTemporaryFiles(String how) throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "");
        String nowhere = "-Djava.io.tmpdir=" + file.resolve("below-a-file");
        Path out = directory.resolve("run");
        var environment = Map.of("JAVA_TOOL_OPTIONS", nowhere);
        CommandRun run =
                BftProcess.start(
                                directory,
                                "",
                                List.of(),
                                environment,
                                train(out, "--rounds=10", "--byzantine=1", how))
                        .ended();
        assertThat(run.code()).as(run.toString()).isZero();
        assertThat(run.out()).containsPattern("\naccuracy 0\\.\\d{4}\n$");
        assertThat(out.resolve("accuracy.png")).isNotEmptyFile();
    }

    @Test
    void aPlotThatCannotBeDrawnCostsNoResult() throws Exception {
        Path out = directory.resolve("run");
        String[] call = train(out, "--engine=simulation", "--rounds=10");
        String modules = "java.logging,java.naming,java.management,java.xml,jdk.unsupported";
        CommandRun run = bft("", List.of("--limit-modules=" + modules), call);
        assertThat(run.out()).as(run.toString()).containsPattern("\naccuracy 0\\.\\d{4}\n$");
        assertThat(run.err()).contains("bft: a plot cannot be drawn here").hasLineCount(1);
        assertThat(run.code()).isZero();
        assertWhole(out);
    }
}
