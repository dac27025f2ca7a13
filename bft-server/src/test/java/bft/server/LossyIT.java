package bft.server;

import static bft.server.TestServer.await;
import static org.assertj.core.api.Assertions.assertThat;

import bft.aggregation.admission.Contribution;
import bft.aggregation.rules.Rules;
import bft.server.config.ServerConfig;
import bft.server.config.ServerOptions;
import bft.server.core.Deadlines;
import bft.server.core.JobSettings;
import bft.server.core.TrainingPlan;
import bft.server.lossy.LossyMode;
import bft.server.model.NpyFile;
import bft.server.optimiser.Schedule;
import bft.server.optimiser.Sgd;
import bft.server.recording.Replay;
import bft.server.synchrony.Synchrony;
import bft.worker.Worker;
import bft.worker.client.ClientOptions;
import bft.worker.client.Computation;
import bft.worker.client.GrpcClient;
import bft.worker.client.Model;
import bft.worker.codec.Codecs;
import bft.worker.data.Datasets;
import bft.worker.data.Partition;
import bft.worker.data.Split;
import bft.worker.model.GradientFunction;
import bft.worker.model.Models;
import bft.worker.task.Assignment;
import bft.worker.verdict.Accepted;
import bft.worker.verdict.Refusal;
import bft.worker.verdict.Verdict;
import bft.worker.wire.Contract;
import bft.worker.wire.Datagram;
import bft.worker.wire.DatagramTerms;
import bft.worker.wire.PushHeader;
import bft.worker.wire.Task;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Gradients as datagrams over real sockets, some of which a relay loses. */
@Timeout(180)
class LossyIT {
    private static final int WORKERS = 7;
    private static final int D = 600;
    private static final int SIZE = 286;
    private static final Split SPLIT = Datasets.load("built-in", Path.of("data"), 7);
    private static final GradientFunction SOFTMAX = Models.of("softmax", 256, 10);
    private static final Task TASK = new Task("softmax", 16, "", "", SOFTMAX.tensors());

    @TempDir Path directory;
    private final Vertx vertx = Vertx.vertx();
    private final List<GrpcClient> clients = new ArrayList<>();

    @AfterEach
    void end() {
        clients.forEach(GrpcClient::close);
        await(vertx.close());
    }

    /** Three of four must vote; datagrams of 286 coordinates, and a deadline. */
    private static ServerConfig config(String rule, String mode) {
        long second = 1_000_000_000;
        var settings =
                new JobSettings(
                        TestServer.N,
                        Rules.of(rule, TestServer.F),
                        Synchrony.bulkSynchronous(TestServer.N, 3, second / 10),
                        new TrainingPlan(new Sgd(new Schedule.Constant(1)), 1, 7),
                        new Deadlines(60 * second, 60 * second));
        ServerConfig plain = TestServer.config(settings, D, 30_000);
        return plain.with(plain.wire().with(LossyMode.parse(mode)));
    }

    private List<Verdict> push(TestServer s, LossyRelay relay) {
        var address = SocketAddress.inetSocketAddress(s.server.port(), "127.0.0.1");
        var options = ClientOptions.defaults().withDatagramsTo(relay.address());
        List<Future<Verdict>> pushes = new ArrayList<>();
        for (int worker = 0; worker < 3; worker++) {
            var client = new GrpcClient(vertx, address, TestServer.token(worker), options);
            clients.add(client);
            relay.to(terms(await(client.join())).port());
            var gradient = new float[D];
            Arrays.fill(gradient, worker + 1);
            pushes.add(client.push(new Contribution(worker, 0, gradient)));
        }
        return pushes.stream().map(TestServer::await).toList();
    }

    private static DatagramTerms terms(Contract contract) {
        return contract.transfer().datagrams().orElseThrow();
    }

    private static float[] model(float first, float second, float third) {
        var model = new float[D];
        Arrays.fill(model, 0, SIZE, first);
        Arrays.fill(model, SIZE, 2 * SIZE, second);
        Arrays.fill(model, 2 * SIZE, D, third);
        return model;
    }

    @Test
    void coordinatesThatNeverCameAreLeftOutOfTheirColumnsOnly() {
        Predicate<Datagram> losing = one -> one.chunk() == 1 && one.worker() == 0;
        try (var s = new TestServer(config("finite-mean", "missing:tail=1500"));
                var relay = new LossyRelay(vertx, losing)) {
            assertThat(push(s, relay)).containsOnly(new Accepted(1));
            Model last = await(s.server.finished());
            assertThat(last.parameters()).containsExactly(model(-2, -2.5f, -2));
            assertThat(s.metric("bft_datagrams_received_total")).isEqualTo(8);
            assertThat(s.metric("bft_coordinates_missing_total")).isEqualTo(SIZE);
            assertThat(s.metric("bft_round_missing_share")).isEqualTo(SIZE / (3.0 * D));
        }
    }

    @Test
    void coordinatesThatNeverCameAreZeroForRulesThatNeedWholeRows() {
        Predicate<Datagram> losing = one -> one.chunk() == 2 && one.worker() == 2;
        try (var s = new TestServer(config("mean", "zero:tail=1500"));
                var relay = new LossyRelay(vertx, losing)) {
            assertThat(push(s, relay)).containsOnly(new Accepted(1));
            Model last = await(s.server.finished());
            assertThat(last.parameters()).containsExactly(model(-2, -2, -1));
        }
    }

    @Test
    void aGradientOfWhichNothingComesGoesOverGrpcInstead() {
        Predicate<Datagram> losing = one -> one.worker() == 2;
        try (var s = new TestServer(config("finite-mean", "missing:tail=1500"));
                var relay = new LossyRelay(vertx, losing)) {
            assertThat(push(s, relay)).containsOnly(new Accepted(1));
            assertThat(s.refusals).containsOnly(Refusal.TOO_SLOW);
            Model last = await(s.server.finished());
            assertThat(last.parameters()).containsExactly(model(-2, -2, -2));
        }
    }

    @Test
    void whatOthersSendInAWorkersNameIsCountedAndChangesNothing() {
        try (var s = new TestServer(config("finite-mean", "missing:tail=1500"));
                var relay = new LossyRelay(vertx, none -> false)) {
            DatagramTerms spy = terms(await(s.client(3).join()));
            DatagramTerms victim = terms(await(s.client(0).join()));
            relay.to(victim.port());
            var guessed = new DatagramTerms(victim.port(), victim.session(), spy.key(), 1_200);
            relay.forward(datagram(0, guessed));
            relay.forward(datagram(0, spy));
            relay.forward(datagram(99, victim));
            relay.forward(Buffer.buffer("hello"));
            while (s.metric("bft_datagrams_received_total") < 4) {
                assertThat(s.server.finished().isComplete()).isFalse();
            }
            s.client(0).close();
            assertThat(push(s, relay)).containsOnly(new Accepted(1));
            Model last = await(s.server.finished());
            assertThat(last.parameters()).containsExactly(model(-2, -2, -2));
            assertThat(s.metric("bft_datagrams_dropped_total{reason=\"forged\",}")).isEqualTo(1);
            assertThat(s.metric("bft_datagrams_dropped_total{reason=\"stranger\",}")).isEqualTo(2);
            assertThat(s.metric("bft_datagrams_dropped_total{reason=\"malformed\",}")).isEqualTo(1);
        }
    }

    private static Buffer datagram(int worker, DatagramTerms terms) {
        var header = new PushHeader(0, 1, D, 0, 0, false);
        var huge = new float[D];
        Arrays.fill(huge, 1e30f);
        return Buffer.buffer(
                new Datagram.Writer(worker, terms, header, Codecs.FLOAT32, huge, 1).write(0));
    }

    @Test
    void trainingBearsTheLossOfATenthAndAnAttackerAndReplaysToTheBit() throws Exception {
        double reliable = accuracy(train(Optional.empty(), "--rule", "trimmed-mean"));
        long seed = System.nanoTime();
        String as = "relay's seed " + seed;
        Path recording = directory.resolve("record");
        Path rounds = directory.resolve("rounds");
        try (var relay = new LossyRelay(vertx, 0.1, new Random(seed))) {
            float[] last =
                    train(
                            Optional.of(relay),
                            "--lossy",
                            "missing:tail=100",
                            "--record",
                            recording.toString(),
                            "--round-log",
                            rounds.toString());
            assertThat(relay.lost.get()).as(as).isPositive();
            assertThat(relay.repeated.get()).as(as).isPositive();
            assertThat(accuracy(last)).as(as).isGreaterThan(reliable - 0.05);
            List<String> lines = Files.readAllLines(rounds);
            var newest = new JsonObject(lines.get(lines.size() - 1));
            assertThat(newest.getJsonObject("distrusted").fieldNames())
                    .as(as)
                    .containsExactly("" + (WORKERS - 1));
            List<String> said = new ArrayList<>();
            Replay.Outcome outcome = Replay.of(recording, 0, ServerOptions::job, said::add);
            assertThat(outcome.difference()).as(as + ": " + said).isEmpty();
            assertThat(outcome.newest().orElseThrow().parameters()).isEqualTo(last);
        }
    }

    private static double accuracy(float[] model) {
        double accuracy = SOFTMAX.accuracy(model, SPLIT.test());
        assertThat(accuracy).isGreaterThan(0.6);
        return accuracy;
    }

    /** The last model of a server process and seven workers, of which one attacks. */
    private float[] train(Optional<LossyRelay> relay, String... more) throws Exception {
        Path model = directory.resolve("model.npy");
        List<String> flags = new ArrayList<>(List.of(more));
        flags.addAll(List.of("--workers", "" + WORKERS, "--byzantine", "2", "--seed", "7"));
        flags.addAll(List.of("--rounds", "30", "--dimension", "" + SOFTMAX.dimension()));
        flags.addAll(List.of("--schedule", "0.5", "--model-file", "" + model));
        ExecutorService compute = Executors.newFixedThreadPool(2);
        try (var server = new ServerRun(directory, flags.toArray(String[]::new))) {
            server.startAndListen();
            List<Future<?>> ends = new ArrayList<>();
            for (int worker : IntStream.range(0, WORKERS).toArray()) {
                ClientOptions usual = ClientOptions.defaults();
                ClientOptions options =
                        relay.map(by -> usual.withDatagramsTo(by.address())).orElse(usual);
                GrpcClient client = server.client(vertx, worker, options);
                clients.add(client);
                Contract contract = await(client.join());
                relay.ifPresent(by -> by.to(terms(contract).port()));
                ends.add(Worker.run(client, contract, part(contract), compute));
            }
            ends.forEach(TestServer::await);
            assertThat(server.exitCode()).as(server.log()).isZero();
        } finally {
            compute.shutdown();
        }
        return NpyFile.readVector(model);
    }

    private static Computation part(Contract contract) {
        Computation honest =
                Assignment.of(contract, TASK, OptionalLong.of(7))
                        .on(SPLIT, Partition.of("random"), Codecs.FLOAT32);
        if (contract.worker() < WORKERS - 1) {
            return honest;
        }
        return (model, attempt) -> {
            float[] flipped = honest.gradient(model, attempt).clone();
            for (int k = 0; k < flipped.length; k++) {
                flipped[k] *= -10;
            }
            return flipped;
        };
    }
}
