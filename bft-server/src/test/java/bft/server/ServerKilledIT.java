package bft.server;

import static bft.server.TestServer.await;
import static org.assertj.core.api.Assertions.assertThat;

import bft.server.audit.Digests;
import bft.server.audit.Verification;
import bft.server.config.ServerOptions;
import bft.server.recording.Replay;
import bft.worker.client.GrpcClient;
import bft.worker.client.Model;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server that is killed again and again under its workers, which take no notice: whatever was
 * acknowledged is there after the restart, once, and no version is ever told in two forms.
 *
 * <p>{@code -Dkill.moments=200} kills as often; {@code -Dkill.seed=7} begins with another seed.
 */
@Timeout(3_600)
class ServerKilledIT {
    private static final int MOMENTS = Integer.getInteger("kill.moments", 10);
    private static final int SEED = Integer.getInteger("kill.seed", 1);
    private static final int KILLS = 5;
    private static final int WORKERS = 4;
    private static final int ROUNDS = 60;
    private static final int D = 20_000;

    /** But for the paper's Kardam, which may run dry by itself. */
    private static final String[][] MODES = {
        {"--mode", "ssp:s=2"},
        {"--mode", "bsp"},
        {"--mode", "async"},
        {"--mode", "backup:b=1"},
        {"--mode", "bundled:m=3"},
        {"--mode", "async", "--filter", "dynsgd"},
        {"--mode", "async", "--filter", "basgd"},
        {"--mode", "async", "--filter", "votes"}
    };

    private static final String[] OPTIMISERS = {"sgd", "momentum", "adam", "adagrad", "lion"};

    @TempDir Path directory;
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void end() {
        await(vertx.close());
    }

    @Test
    void whatWasAcknowledgedIsThereOnceHoweverOftenItIsKilled() throws Exception {
        for (int i = 0; i < (MOMENTS + KILLS - 1) / KILLS; i++) {
            killAndGoOn(SEED + i);
        }
    }

    private void killAndGoOn(long seed) throws Exception {
        var random = new Random(seed * 0x9E3779B97F4A7C15L);
        List<String> flags = new ArrayList<>(List.of(MODES[(int) (seed % MODES.length)]));
        flags.addAll(List.of("--optimiser", OPTIMISERS[random.nextInt(OPTIMISERS.length)]));
        flags.addAll(List.of("--workers", "" + WORKERS, "--byzantine", "1", "--rule", "median"));
        flags.addAll(List.of("--rounds", "" + ROUNDS, "--schedule", "0.01", "--dimension", "" + D));
        Path home = Files.createDirectory(directory.resolve("seed-" + seed));
        flags.addAll(List.of("--round-log", home.resolve("rounds").toString()));
        flags.addAll(List.of("--audit-log", home.resolve("audit").toString()));
        flags.addAll(List.of("--record", home.resolve("record").toString()));
        flags.addAll(List.of("--state-dir", home.resolve("state").toString()));
        String name = "seed " + seed + ", " + flags.subList(0, 6);
        System.out.println(name);
        List<LedgerWorker> workers = new ArrayList<>();
        List<GrpcClient> clients = new ArrayList<>();
        try (var server = new ServerRun(home, flags.toArray(String[]::new))) {
            server.startAndListen();
            var models = new ConcurrentHashMap<Long, float[]>();
            for (int worker = 0; worker < WORKERS; worker++) {
                clients.add(server.client(vertx, worker));
                workers.add(
                        new LedgerWorker(
                                worker, clients.get(worker), models, honest(seed, worker)));
                workers.get(worker).start();
            }
            int inWrites = 0;
            for (int kill = 0; kill < KILLS; kill++) {
                awaitProgress(server, workers, 1 + random.nextInt(10));
                TimeUnit.MICROSECONDS.sleep(random.nextInt(30_000));
                server.kill();
                inWrites += isHalfWritten(home) ? 1 : 0;
                server.startAndListen();
            }
            System.out.println(inWrites + " of " + KILLS + " kills came while one was written");
            for (LedgerWorker worker : workers) {
                assertThat(worker.end().get(120, TimeUnit.SECONDS)).as(name).contains("finished");
            }
            assertThat(server.exitCode()).as(name + server.log()).isZero();
            assertLedgerHolds(name, home, workers);
            assertAuditHolds(name, home.resolve("audit"), models);
            assertReplaysAlike(name, home.resolve("record"), models);
        } finally {
            clients.forEach(GrpcClient::close);
        }
    }

    private static boolean isHalfWritten(Path home) throws IOException {
        try (Stream<Path> files = Files.list(home.resolve("state"))) {
            return files.anyMatch(path -> path.toString().endsWith(".partial"));
        }
    }

    /** Waits for some versions more, or for the end. */
    private static void awaitProgress(ServerRun server, List<LedgerWorker> workers, int versions)
            throws Exception {
        long from = newest(workers);
        while (newest(workers) < Math.min(ROUNDS - 2, from + versions)) {
            assertThat(server.isAlive()).as(server.log()).isTrue();
            for (LedgerWorker worker : workers) {
                assertThat(worker.end()).as(server.log()).isNotCompletedExceptionally();
            }
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    private static long newest(List<LedgerWorker> workers) {
        return workers.stream().mapToLong(worker -> worker.seen.get()).max().orElseThrow();
    }

    /** Towards ones, with a noise of its own. */
    private static Function<Model, float[]> honest(long seed, int worker) {
        return model -> {
            var random = new Random(seed + 31 * worker + 1_009 * model.version());
            var gradient = new float[D];
            for (int k = 0; k < D; k++) {
                gradient[k] = model.parameters()[k] - 1 + 0.1f * (random.nextFloat() - 0.5f);
            }
            return gradient;
        };
    }

    private static void assertLedgerHolds(String name, Path home, List<LedgerWorker> workers)
            throws Exception {
        List<JsonObject> rounds =
                Files.readAllLines(home.resolve("rounds")).stream().map(JsonObject::new).toList();
        assertThat(rounds.stream().map(round -> round.getLong("version")))
                .as(name)
                .containsExactlyElementsOf(LongStream.rangeClosed(1, ROUNDS).boxed().toList());
        for (int worker = 0; worker < workers.size(); worker++) {
            int number = worker;
            assertThat(workers.get(worker).lost).as(name + ": lost versions").hasValue(0);
            long counted = rounds.stream().mapToLong(round -> accepted(round, number)).sum();
            assertThat(counted)
                    .as(name + ": gradients of worker " + worker + " that counted")
                    .isEqualTo(workers.get(worker).acknowledged.size());
        }
        for (JsonObject round : rounds) {
            assertThat(round.getJsonObject("distrusted")).as(name + ": distrusted").isEmpty();
        }
    }

    /**
     * The chain is whole, each version is the one that workers saw, and each gradient counted once.
     */
    private static void assertAuditHolds(String name, Path log, Map<Long, float[]> models)
            throws Exception {
        Verification.Result result = Verification.of(log, Optional.empty());
        assertThat(result.failure()).as(name).isEmpty();
        assertThat(result.lost()).as(name + ": rounds that are not in the audit log").isZero();
        assertThat(result.rounds() - result.again()).as(name).isEqualTo(ROUNDS);
        var last = new TreeMap<Long, JsonObject>();
        for (String line : Files.readAllLines(log)) {
            var content = new JsonObject(line);
            if (content.getString("type").equals("round")) {
                assertThat(content.getJsonObject("distrusted")).as(name + line).isEmpty();
                last.put(content.getLong("version"), content);
            }
        }
        Set<String> counted = new HashSet<>();
        last.forEach(
                (version, round) -> {
                    float[] seen = models.getOrDefault(version, new float[0]);
                    if (seen.length > 0) {
                        assertThat(round.getString("model_sha256"))
                                .as(name + ": version " + version)
                                .isEqualTo(Digests.sha256(seen));
                    }
                    for (Object one : round.getJsonArray("gradients")) {
                        var gradient = (JsonObject) one;
                        String push =
                                gradient.getInteger("worker") + "/" + gradient.getLong("sequence");
                        boolean isNew = !gradient.containsKey("accepted") || counted.add(push);
                        assertThat(isNew).as(name + ": once only: " + push).isTrue();
                    }
                });
    }

    private static void assertReplaysAlike(String name, Path recording, Map<Long, float[]> models)
            throws Exception {
        List<String> said = new ArrayList<>();
        Replay.Outcome outcome = Replay.of(recording, 0, ServerOptions::job, said::add);
        assertThat(outcome.difference()).as(name + said).isEmpty();
        assertThat(outcome.isDamaged()).as(name + said).isFalse();
        assertThat(outcome.compared()).as(name + said).isGreaterThanOrEqualTo(ROUNDS);
        assertThat(outcome.newest().orElseThrow().parameters())
                .as(name + said)
                .isEqualTo(models.get((long) ROUNDS));
    }

    private static long accepted(JsonObject round, int worker) {
        return round.getJsonArray("calls").stream()
                .map(JsonObject.class::cast)
                .filter(calls -> calls.getInteger("worker") == worker)
                .flatMap(calls -> calls.getJsonObject("accepted").stream())
                .mapToLong(entry -> ((Number) entry.getValue()).longValue())
                .sum();
    }
}
