package bft.server;

import static bft.server.TestServer.await;
import static org.assertj.core.api.Assertions.assertThat;

import bft.server.checkpoint.Inspection;
import bft.server.config.ServerOptions;
import bft.server.model.NpyFile;
import bft.server.recording.Replay;
import bft.worker.client.GrpcClient;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A recording of a server process, replayed in this one. */
@Timeout(300)
class ReplayIT {
    private static final int WORKERS = 5;
    private static final int ROUNDS = 30;
    private static final int D = 5_000;

    @TempDir Path directory;
    private final Vertx vertx = Vertx.vertx();
    private final List<GrpcClient> clients = new ArrayList<>();
    private final List<String> said = new ArrayList<>();
    private Path recording;

    @BeforeEach
    void nameRecording() {
        recording = directory.resolve("record");
    }

    @AfterEach
    void end() {
        clients.forEach(GrpcClient::close);
        await(vertx.close());
    }

    private float[] run(String... more) throws Exception {
        Path model = directory.resolve("model.npy");
        List<String> flags = new ArrayList<>(List.of(more));
        flags.addAll(List.of("--workers", "" + WORKERS, "--byzantine", "1", "--seed", "3"));
        flags.addAll(List.of("--rounds", "" + ROUNDS, "--dimension", "" + D));
        flags.addAll(List.of("--schedule", "0.01", "--optimiser", "adam"));
        flags.addAll(List.of("--record", recording.toString(), "--model-file", "" + model));
        try (var server = new ServerRun(directory, flags.toArray(String[]::new))) {
            server.startAndListen();
            var models = new ConcurrentHashMap<Long, float[]>();
            List<LedgerWorker> workers = new ArrayList<>();
            for (int worker = 0; worker < WORKERS; worker++) {
                int number = worker;
                GrpcClient client = server.client(vertx, worker);
                clients.add(client);
                workers.add(
                        new LedgerWorker(
                                worker,
                                client,
                                models,
                                seen -> gradient(number, seen.parameters())));
                workers.get(worker).start();
            }
            for (LedgerWorker worker : workers) {
                assertThat(worker.end().get(100, TimeUnit.SECONDS)).contains("finished");
            }
            assertThat(server.exitCode()).as(server.log()).isZero();
        }
        return NpyFile.readVector(model);
    }

    private static float[] gradient(int worker, float[] model) {
        float[] gradient = model.clone();
        for (int k = 0; k < D; k++) {
            gradient[k] += (worker - 1.4f) * k / D;
        }
        return gradient;
    }

    private Replay.Outcome replay(long from) throws IOException {
        return Replay.of(recording, from, ServerOptions::job, said::add);
    }

    private List<Path> files() throws IOException {
        return files(recording);
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }

    @Test
    void aRobustRuleMakesTheSameModelsFromTheSameEvents() throws Exception {
        float[] expected = run("--mode", "bsp", "--rule", "multi-krum:m=2", "--quorum", "5");
        Replay.Outcome outcome = replay(0);
        assertThat(outcome.difference()).as("" + said).isEmpty();
        assertThat(outcome.compared()).isEqualTo(ROUNDS);
        assertThat(outcome.newest().orElseThrow().parameters()).isEqualTo(expected);
    }

    @Test
    void aFilterDecidesAlikeAndFilesCanBeReplayedFromTheMiddleOn() throws Exception {
        float[] expected = run("--mode", "async", "--record-limit", "8");
        assertThat(files()).hasSizeGreaterThan(2);
        Replay.Outcome whole = replay(0);
        assertThat(whole.difference()).as("" + said).isEmpty();
        assertThat(whole.newest().orElseThrow().parameters()).isEqualTo(expected);
        Replay.Outcome rest = replay(ROUNDS - 2);
        assertThat(rest.difference()).as("" + said).isEmpty();
        assertThat(rest.compared()).isBetween(1L, whole.compared() - 1);
        assertThat(rest.newest().orElseThrow().parameters()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bsp", "async", "backup:b=1"})
    void whatFollowsEveryCheckpointIsTheSame(String mode) throws Exception {
        Path states = directory.resolve("states");
        float[] expected =
                run(
                        "--mode",
                        mode,
                        "--rule",
                        "median",
                        "--state-dir",
                        "" + states,
                        "--keep-checkpoints",
                        "1000");
        int replayed = 0;
        for (Path file : files(states)) {
            if (!file.toString().endsWith(".bft")) {
                continue;
            }
            Inspection saved = Inspection.of(file);
            var start =
                    new Replay.Start(
                            saved.version(), saved.savedMillis(), saved.job().orElseThrow());
            Replay.Outcome outcome = Replay.of(recording, start, ServerOptions::job, said::add);
            assertThat(outcome.difference()).as("" + said).isEmpty();
            assertThat(outcome.isDamaged()).as("" + said).isFalse();
            assertThat(outcome.compared()).as("" + said).isEqualTo(ROUNDS - saved.version());
            assertThat(outcome.newest().orElseThrow().parameters()).isEqualTo(expected);
            replayed++;
        }
        assertThat(replayed).isGreaterThan(1);
    }

    @Test
    void theCommandBeginsAtACheckpointAndRefusesOneOfAnotherRecording() throws Exception {
        Path states = directory.resolve("states");
        run("--mode", "bsp", "--rule", "median", "--state-dir", "" + states);
        Path newest =
                files(states).stream().filter(f -> f.toString().endsWith(".bft")).toList().get(0);
        assertThat(replayFrom(newest)).isZero();
        Files.delete(files().get(0));
        run("--mode", "bsp", "--rule", "median");
        assertThat(replayFrom(newest)).isEqualTo(2);
    }

    private int replayFrom(Path checkpoint) {
        return OperatorsCommand.run("replay", "" + recording, "--from=" + checkpoint).code();
    }

    @Test
    void aFileThatWasChangedIsDamagedAndOneThatWasCutOffEndsEarlier() throws Exception {
        run("--mode", "bsp", "--rule", "median");
        Path file = files().get(0);
        byte[] whole = Files.readAllBytes(file);
        byte[] changed = whole.clone();
        changed[whole.length * 2 / 3] ^= 1;
        var intact = OperatorsCommand.run("replay", "" + recording, "--json");
        assertThat(intact.code()).as(intact.out()).isZero();
        assertThat(intact.json().getValue("difference")).isNull();
        assertThat(intact.json().getBoolean("damaged")).isFalse();
        assertThat(intact.json().getInteger("compared_versions")).isEqualTo(ROUNDS);
        assertThat(intact.json().getInteger("version")).isEqualTo(ROUNDS);
        Files.write(file, changed);
        assertThat(replay(0).isDamaged()).as("" + said).isTrue();
        var damaged = OperatorsCommand.run("replay", "" + recording, "--json");
        assertThat(damaged.code()).isEqualTo(4);
        assertThat(damaged.json().getBoolean("damaged")).isTrue();
        assertThat(damaged.json().getJsonArray("report").encode()).contains("; damaged");
        Files.write(file, Arrays.copyOf(whole, whole.length * 2 / 3));
        Replay.Outcome cut = replay(0);
        assertThat(cut.isDamaged()).as("" + said).isFalse();
        assertThat(cut.difference()).isEmpty();
        assertThat(cut.compared()).isBetween(5L, ROUNDS - 1L);
    }
}
