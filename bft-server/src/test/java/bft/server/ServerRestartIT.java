package bft.server;

import static bft.server.TestServer.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bft.aggregation.admission.Contribution;
import bft.server.model.NpyFile;
import bft.server.session.Caller;
import bft.server.session.Enrolments;
import bft.worker.client.ClientOptions;
import bft.worker.client.GrpcClient;
import bft.worker.client.Model;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server process that comes back to its state directory, or is refused there. */
@Timeout(300)
class ServerRestartIT {
    private static final int WORKERS = 3;
    private static final int D = 20_000;

    @TempDir Path directory;
    private final Vertx vertx = Vertx.vertx();
    private final List<GrpcClient> clients = new ArrayList<>();
    private final ConcurrentHashMap<Long, float[]> models = new ConcurrentHashMap<>();
    private ServerRun server;

    @AfterEach
    void end() {
        server.close();
        clients.forEach(GrpcClient::close);
        await(vertx.close());
    }

    private ServerRun server(String name, String... more) throws IOException {
        Path home = Files.createDirectories(directory.resolve(name));
        List<String> flags = new ArrayList<>(List.of(more));
        flags.addAll(List.of("--workers", "" + WORKERS, "--byzantine", "1", "--quorum", "3"));
        flags.addAll(List.of("--grace", "20000", "--rule", "median", "--optimiser", "adam"));
        flags.addAll(List.of("--dimension", "" + D, "--schedule", "0.01"));
        flags.addAll(List.of("--round-log", home.resolve("rounds").toString()));
        server = new ServerRun(home, flags.toArray(String[]::new));
        return server;
    }

    private ServerRun saved(String... more) throws IOException {
        List<String> flags = new ArrayList<>(List.of(more));
        flags.addAll(List.of("--state-dir", directory.resolve("state").toString()));
        return server("server", flags.toArray(String[]::new));
    }

    private List<LedgerWorker> allWork(ServerRun run) throws IOException {
        List<LedgerWorker> workers = new ArrayList<>();
        for (int worker = 0; worker < WORKERS; worker++) {
            workers.add(work(run, worker));
        }
        return workers;
    }

    private LedgerWorker work(ServerRun run, int number) throws IOException {
        GrpcClient client = run.client(vertx, number);
        clients.add(client);
        var worker = new LedgerWorker(number, client, models, model -> gradient(number, model));
        worker.start();
        return worker;
    }

    private static float[] gradient(int worker, Model model) {
        float[] gradient = model.parameters().clone();
        for (int k = 0; k < D; k++) {
            gradient[k] += worker - (float) k / D;
        }
        return gradient;
    }

    private void awaitVersion(List<LedgerWorker> workers, long version) throws Exception {
        while (workers.stream().anyMatch(worker -> worker.seen.get() < version)) {
            assertThat(server.isAlive()).as(server.log()).isTrue();
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    private void assertAllFinish(List<LedgerWorker> workers) throws Exception {
        for (LedgerWorker worker : workers) {
            assertThat(worker.end().get(100, TimeUnit.SECONDS)).contains("finished");
        }
        assertThat(server.exitCode()).as(server.log()).isZero();
    }

    private void assertRoundsAre(long rounds) throws IOException {
        List<Long> logged =
                Files.readAllLines(server.directory.resolve("rounds")).stream()
                        .map(line -> new JsonObject(line).getLong("version"))
                        .toList();
        assertThat(logged)
                .containsExactlyElementsOf(LongStream.rangeClosed(1, rounds).boxed().toList());
    }

    private static long lost(List<LedgerWorker> workers) {
        return workers.stream().mapToLong(worker -> worker.lost.get()).sum();
    }

    private JsonObject health() throws Exception {
        int port = Integer.parseInt(server.ports()[1]);
        var http = vertx.createHttpClient();
        try {
            return await(
                    http.request(HttpMethod.GET, port, "127.0.0.1", "/health")
                            .compose(request -> request.send())
                            .compose(response -> response.body())
                            .map(body -> body.toJsonObject()));
        } finally {
            http.close();
        }
    }

    @Test
    void aJobThatWasKilledComesToTheSameModelToTheBit() throws Exception {
        Path model = directory.resolve("model.npy");
        String[] ends = {"--rounds", "40", "--model-file", model.toString()};
        server("whole").startAndListen(ends);
        assertAllFinish(allWork(server));
        float[] expected = NpyFile.readVector(model);
        Files.delete(model);
        models.clear();
        saved().startAndListen(ends);
        List<LedgerWorker> workers = allWork(server);
        for (long version : new long[] {8, 20, 33}) {
            awaitVersion(workers, version);
            server.kill();
            server.startAndListen(ends);
        }
        assertAllFinish(workers);
        assertThat(NpyFile.readVector(model)).isEqualTo(expected);
        assertThat(lost(workers)).isZero();
        assertRoundsAre(40);
        assertThat(server.log()).containsPattern("job goes on from version \\d+, saved in ");
    }

    @Test
    void aSignalLeavesACheckpointAndTheWorkersWaitForTheNextServer() throws Exception {
        String[] flags = {"--rounds", "60", "--checkpoint-every", "1000"};
        saved().startAndListen(flags);
        List<LedgerWorker> workers = allWork(server);
        awaitVersion(workers, 15);
        server.signal("TERM");
        assertThat(server.exitCode()).as(server.log()).isEqualTo(5);
        assertThat(server.log()).contains("stopped by a signal", "the same command continues from");
        server.startAndListen(flags);
        assertAllFinish(workers);
        assertThat(lost(workers)).isZero();
        assertRoundsAre(60);
    }

    @Test
    void withALargerIntervalAtMostThatIsLostAndWorkersThatAreAheadGoOn() throws Exception {
        String[] flags = {"--rounds", "60", "--checkpoint-every", "10"};
        saved().startAndListen(flags);
        List<LedgerWorker> workers = allWork(server);
        awaitVersion(workers, 25);
        server.kill();
        long seen = workers.stream().mapToLong(worker -> worker.seen.get()).max().orElseThrow();
        models.clear();
        server.startAndListen(flags);
        assertThat(health().getJsonObject("checkpoints").getLong("saved_version"))
                .as("saved, of %s that were seen", seen)
                .isGreaterThanOrEqualTo(seen - 9);
        assertAllFinish(workers);
        assertRoundsAre(60);
    }

    @Test
    void aGradientThatWasLostAfterItsAnswerIsSentAgain() throws Exception {
        String[] flags = {"--rounds", "2", "--checkpoint-every", "1h"};
        saved().startAndListen(flags);
        List<LedgerWorker> workers = new ArrayList<>(List.of(work(server, 0), work(server, 1)));
        while (workers.stream().anyMatch(worker -> worker.acknowledged.isEmpty())) {
            assertThat(server.isAlive()).as(server.log()).isTrue();
            TimeUnit.MILLISECONDS.sleep(1);
        }
        while (health().getJsonObject("checkpoints").getLong("saved_version") < 0) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
        server.kill();
        server.startAndListen(flags);
        workers.add(work(server, 2));
        assertAllFinish(workers);
        assertRoundsAre(2);
    }

    @Test
    void aFinishedJobTellsItsWorkersSoAgainAndGoesOnWithMoreRounds() throws Exception {
        saved().startAndListen("--rounds", "3");
        assertAllFinish(allWork(server));
        server.startAndListen("--rounds", "3");
        assertAllFinish(allWork(server));
        server.startAndListen("--rounds", "5");
        assertAllFinish(allWork(server));
        assertRoundsAre(5);
    }

    @Test
    void aSecondServerAndAnotherJobAreRefused() throws Exception {
        saved("--rounds", "3").startAndListen();
        ServerRun first = server;
        try {
            saved("--rounds", "3").start();
            assertThat(server.exitCode()).isEqualTo(2);
            assertThat(server.log())
                    .contains(" is in use by process ", "only one server may use a directory");
        } finally {
            first.close();
        }
        saved("--rounds", "3").start("--seed", "5");
        assertThat(server.exitCode()).isEqualTo(2);
        assertThat(server.log())
                .contains("bft-server: state directory ", "seed is 5 here and 0 there; give")
                .doesNotContain("\tat ");
    }

    @Test
    void aFullDiskStopsNothingAndIsToldOrEndsTheJob() throws Exception {
        saved("--rounds", "5");
        server.before.addAll(List.of("bash", "-c", "ulimit -f 40; exec \"$@\"", "limited"));
        server.jvm.add("-XX:-UsePerfData");
        server.startAndListen();
        List<LedgerWorker> workers = allWork(server);
        awaitVersion(workers, 1);
        assertThat(health().getJsonObject("checkpoints").getString("problem"))
                .contains("File too large");
        for (LedgerWorker worker : workers) {
            assertThat(worker.end().get(100, TimeUnit.SECONDS)).contains("finished");
        }
        assertThat(server.exitCode()).as(server.log()).isEqualTo(4);
        assertThat(server.log())
                .contains("not written in full: versions after -1 are not saved")
                .doesNotContain("\tat ");
        try (var files = Files.list(directory.resolve("state"))) {
            assertThat(files.map(path -> path.getFileName().toString())).containsExactly("lock");
        }
        server.start("--on-state-error", "stop");
        assertThat(server.exitCode()).isEqualTo(4);
        assertThat(server.log()).contains("ended early: the state cannot be saved: ");
    }

    private String enrolled(Path tokens, String name, int worker) throws IOException {
        var wanted =
                new Enrolments.Wanted(
                        name,
                        Optional.of(new Caller(worker)),
                        Optional.of("lab"),
                        Optional.empty(),
                        true,
                        Duration.ZERO);
        return new Enrolments(tokens, Instant.now()).enrol(wanted, new SecureRandom()).token();
    }

    private GrpcClient client(String token) throws Exception {
        int port = Integer.parseInt(server.ports()[0]);
        var address = SocketAddress.inetSocketAddress(port, "127.0.0.1");
        var client = new GrpcClient(vertx, address, token, ClientOptions.defaults());
        clients.add(client);
        return client;
    }

    @Test
    void anOwnerHasNoMorePlacesAfterTheServerWasKilled() throws Exception {
        Path tokens = directory.resolve("tokens");
        String alice = enrolled(tokens, "alice", 0);
        String bob = enrolled(tokens, "bob", 1);
        server =
                new ServerRun(
                        directory,
                        ("--workers 4 --byzantine 1 --rule median --rounds 9 --dimension 2"
                                        + " --owner-cap 1 --state-dir "
                                        + directory.resolve("state"))
                                .split(" "));
        server.startAndListen();
        var first = client(alice);
        await(first.join());
        assertThatThrownBy(() -> await(client(bob).join()))
                .hasMessageContaining("owner lab has 1 workers in the job, [0]");
        List<Future<?>> pushes = new ArrayList<>();
        for (int worker : new int[] {2, 3}) {
            var other = server.client(vertx, worker);
            clients.add(other);
            await(other.join());
            pushes.add(other.push(new Contribution(worker, 0, new float[] {1, 1})));
        }
        await(first.push(new Contribution(0, 0, new float[] {1, 1})));
        await(Future.join(pushes));
        server.kill();
        server.startAndListen();
        assertThatThrownBy(() -> await(client(bob).join()))
                .as("alice is not back yet, and has her place")
                .hasMessageContaining("owner lab has 1 workers in the job, [0]");
        await(client(alice).join());
    }

    @Test
    void inspectTellsWhatIsInACheckpointAndWritesItsModel() throws Exception {
        saved("--layout", "100x199,bias=100").startAndListen("--rounds", "2");
        assertAllFinish(allWork(server));
        Path file = directory.resolve("state/checkpoint-000000000002.bft");
        Path npy = directory.resolve("out.npy");
        assertThat(inspect("" + file, "--model", "" + npy)).isZero();
        assertThat(server.log())
                .contains(" bytes, intact", "--rule median", "--layout 100x199,bias=100")
                .contains("optimiser: optimiser, 40001 numbers");
        assertThat(NpyFile.readVector(npy)).isEqualTo(models.get(2L));
        Path tensors = directory.resolve("out.safetensors");
        assertThat(inspect("" + file, "--json", "--model", "" + tensors)).isZero();
        assertThat(server.log()).contains("\"intact\":true,\"version\":2,");
        byte[] bytes = Files.readAllBytes(tensors);
        assertThat(new String(bytes, 8, 300, StandardCharsets.UTF_8))
                .contains("\"tensor1\":{\"dtype\":\"F32\",\"shape\":[100,199]");
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length / 2));
        assertThat(inspect("" + file)).isEqualTo(4);
        assertThat(server.log()).contains("damaged in what follows the settings: ");
        assertThat(inspect("" + npy)).isEqualTo(2);
    }

    private int inspect(String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(List.of("bft.server.ServerMain", "inspect"));
        command.addAll(List.of(arguments));
        var log = ProcessBuilder.Redirect.appendTo(server.directory.resolve("log").toFile());
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log)
                .start()
                .waitFor();
    }
}
