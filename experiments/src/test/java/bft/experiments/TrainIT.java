package bft.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real processes: a server and its workers, some of which are killed. */
@Timeout(240)
class TrainIT {
    private static final String[] LONG_RUN = {
        "train",
        "--workers=3",
        "--byzantine=1",
        "--attackers=0",
        "--rule=median",
        "--batch=256",
        "--eval-every=1000",
        "--rounds=100000",
        "--round-timeout=10s"
    };

    @TempDir Path directory;

    private CommandRun train(String[] arguments, String... more) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of(more));
        return CommandRun.of(all.toArray(String[]::new));
    }

    private CompletableFuture<CommandRun> started(String... more) {
        return CompletableFuture.supplyAsync(() -> train(LONG_RUN, more));
    }

    /** Reads the log of the rounds until it satisfies the condition. */
    private void awaitRounds(Predicate<List<JsonNode>> wanted, CompletableFuture<?> run)
            throws Exception {
        awaitRounds(directory, wanted, run);
    }

    private static void awaitRounds(
            Path out, Predicate<List<JsonNode>> wanted, CompletableFuture<?> run) throws Exception {
        Path file = out.resolve("rounds.jsonl");
        while (!run.isDone()) {
            List<JsonNode> rounds = new ArrayList<>();
            if (Files.exists(file)) {
                for (String line : Files.readString(file).split("\n")) {
                    if (line.endsWith("}")) {
                        rounds.add(new ObjectMapper().readTree(line));
                    }
                }
            }
            if (wanted.test(rounds)) {
                return;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        assertThat(run).as("ended too early: %s", run.join()).isNotDone();
    }

    private void kill(int worker) throws Exception {
        for (String line : Files.readAllLines(directory.resolve("processes.txt"))) {
            if (line.startsWith("worker-" + worker + " ")) {
                long pid = Long.parseLong(line.substring(line.indexOf(' ') + 1));
                ProcessHandle.of(pid).orElseThrow().destroyForcibly();
            }
        }
    }

    /** How many gradients each round had. */
    private static List<Integer> present(List<JsonNode> rounds) {
        return rounds.stream().map(round -> round.get("present").size()).toList();
    }

    private static boolean has(List<JsonNode> rounds, int count, int present) {
        return Collections.frequency(present(rounds), present) >= count;
    }

    @Test
    void processesLearnTheSameAsOneThread() throws Exception {
        String[] config = {
            "train",
            "--workers=4",
            "--byzantine=1",
            "--rule=median",
            "--model=mlp:hidden=8",
            "--batch=16",
            "--sampling=reshuffled",
            "--local=momentum:beta=0.5,local-steps:k=2",
            "--schedule=inverse-time:rate=0.2,decay=0.1",
            "--rounds=20",
            "--eval-every=10"
        };
        CommandRun processes = train(config, "--out=" + directory.resolve("a"));
        CommandRun thread = train(config, "--engine=simulation", "--out=" + directory.resolve("b"));

        assertThat(processes.err()).isEmpty();
        assertThat(processes.code()).isZero();
        assertThat(processes.out()).contains("\nround 10  accuracy 0.").contains("\naccuracy 0.");
        assertThat(lastLine(processes)).isEqualTo(lastLine(thread));
        assertThat(Files.readAllLines(directory.resolve("a/rounds.csv")))
                .isEqualTo(Files.readAllLines(directory.resolve("b/rounds.csv")));
        String server = Files.readString(directory.resolve("a/server.log"));
        assertThat(server).doesNotContain(Files.readString(directory.resolve("a/tokens/worker-0")));
    }

    private static String lastLine(CommandRun run) {
        return run.out().lines().reduce((a, b) -> b).orElse("");
    }

    @Test
    void aConditionOfTheRunStopsServerAndWorkers() throws Exception {
        String[] run = {
            "train",
            "--workers=3",
            "--byzantine=1",
            "--attackers=0",
            "--rule=median",
            "--batch=32",
            "--eval-every=5",
            "--rounds=100000",
            "--stop-at=0.3",
            "--out=" + directory
        };
        CommandRun ended = train(run);
        assertThat(ended.code()).as(ended.err()).isZero();
        assertThat(ended.err())
                .containsPattern(
                        "bft: stopped at version \\d+ of 100000: test accuracy 0\\.\\d+ has reached 0\\.3");
        JsonNode end = new ObjectMapper().readTree(directory.resolve("end.json").toFile());
        assertThat(end.get("version").asLong()).isBetween(5L, 99_999L);
        assertThat(lastLine(ended)).matches("accuracy [01]\\.\\d{4}");
        assertThat(ProcessHandle.current().children().filter(TrainIT::isOurs)).isEmpty();
    }

    @Test
    void upToFDeathsStopNothingAndOneMoreEndsTheRunWithAMessage() throws Exception {
        var run = started("--out=" + directory);
        awaitRounds(rounds -> has(rounds, 5, 3), run);
        kill(0);
        awaitRounds(rounds -> has(rounds, 20, 2), run);
        kill(2);

        CommandRun ended = run.get();
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err())
                .contains("worker-0 ended with code 137", "more than f workers are silent")
                .contains("n=3, f=1");
        assertThat(lastLine(ended)).matches("accuracy [01]\\.\\d{4}");
        assertThat(ProcessHandle.current().children().filter(TrainIT::isOurs)).isEmpty();
    }

    @Test
    void aWorkerThatDiedIsStartedAgainAndVotesAgain() throws Exception {
        var run = started("--restart", "--out=" + directory);
        awaitRounds(rounds -> has(rounds, 5, 3), run);
        kill(1);
        awaitRounds(rounds -> has(rounds, 1, 2), run);
        awaitRounds(
                rounds -> {
                    int death = present(rounds).indexOf(2);
                    return has(rounds.subList(death, rounds.size()), 5, 3);
                },
                run);
        server().destroy();
        assertThat(run.get().err()).contains("worker-1 ended with code 137, restarted");
    }

    @Test
    void aRunWhoseServerIsStoppedTellsSoAndMeasuresTheNewestModel() throws Exception {
        var run = started("--out=" + directory);
        awaitRounds(rounds -> has(rounds, 5, 3), run);
        server().destroy();

        CommandRun ended = run.get();
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err()).containsPattern("server: stopped at version \\d+ of 100000");
        assertThat(lastLine(ended)).matches("accuracy [01]\\.\\d{4}");
    }

    @Test
    void aRunWhoseServerIsKilledHasNoAccuracy() throws Exception {
        var run = started("--out=" + directory);
        awaitRounds(rounds -> has(rounds, 5, 3), run);
        server().destroyForcibly();

        CommandRun ended = run.get();
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err()).contains("server: ended with code 137");
        assertThat(ended.out()).doesNotContain("\naccuracy");
    }

    @Test
    void serverAndWorkersEndWithARunThatIsKilled() throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(List.of(LONG_RUN));
        Path out = directory.resolve("run");
        command.add("--out=" + out);
        var log = directory.resolve("log").toFile();
        Process run =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log).start();
        awaitRounds(out, rounds -> has(rounds, 5, 3), run.onExit());
        List<ProcessHandle> children = run.children().toList();
        assertThat(children).hasSize(4);

        run.destroyForcibly();
        for (ProcessHandle child : children) {
            child.onExit().get(30, TimeUnit.SECONDS);
        }
    }

    private ProcessHandle server() throws Exception {
        String server = Files.readAllLines(directory.resolve("processes.txt")).get(0);
        long pid = Long.parseLong(server.substring(server.indexOf(' ') + 1));
        return ProcessHandle.of(pid).orElseThrow();
    }

    private static boolean isOurs(ProcessHandle process) {
        return process.info().commandLine().orElse("").contains("bft.");
    }
}
