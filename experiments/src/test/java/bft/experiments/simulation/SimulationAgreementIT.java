package bft.experiments.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import bft.experiments.scenario.Cohort;
import bft.experiments.scenario.Colluders;
import bft.experiments.scenario.Defence;
import bft.experiments.scenario.Learning;
import bft.experiments.scenario.LoadedScenario;
import bft.experiments.scenario.Scenario;
import bft.experiments.scenario.Task;
import bft.server.Deadlines;
import bft.server.ParameterServer;
import bft.server.ServerConfig;
import bft.server.metrics.JobListener;
import bft.server.metrics.RoundLog;
import bft.server.metrics.RoundRecord;
import bft.server.session.Authenticator;
import bft.worker.Worker;
import bft.worker.client.ClientOptions;
import bft.worker.client.GrpcClient;
import bft.worker.client.Model;
import bft.worker.training.GradientSource;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** The same scenario simulated and over gRPC on loopback, where every worker is in time. */
class SimulationAgreementIT {
    private static final long SECOND = 1_000_000_000;
    private static final Vertx VERTX = Vertx.vertx();

    @AfterAll
    static void close() {
        VERTX.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void roundsOverGrpcAreTheSameAsSimulatedOnes() throws Exception {
        var task = new Task("built-in", Path.of("unused"), "softmax", "random", 16);
        var learning = new Learning("momentum", "0.1", 15, 15);
        LoadedScenario loaded =
                new Scenario(
                                task,
                                Cohort.attacked(7, 2, "sign-flip:scale=10"),
                                Defence.rounds(2, "multi-krum"),
                                learning,
                                11)
                        .load();
        List<String> simulated = new ArrayList<>();
        Simulation.run(loaded, (round, model) -> simulated.add(withoutDurations(round)));
        assertThat(simulated).hasSize(15);
        assertThat(overGrpc(loaded)).isEqualTo(simulated);
    }

    private static String withoutDurations(RoundRecord round) {
        var json = RoundLog.toJson(round);
        json.remove("collect_ms");
        json.remove("aggregate_ms");
        return json.encode();
    }

    private static List<String> overGrpc(LoadedScenario loaded) throws Exception {
        List<String> records = new ArrayList<>();
        int n = loaded.scenario().cohort().n();
        List<String> tokens =
                IntStream.range(0, n).mapToObj(k -> "secret-of-worker-number-" + k).toList();
        var deadlines = new Deadlines(60 * SECOND, 60 * SECOND);
        var config =
                ServerConfig.loopback(
                        "agreement",
                        loaded.scenario().jobSettings(60 * SECOND, deadlines),
                        new Model(0, loaded.initialParameters()),
                        new Authenticator(tokens, List.of()));
        var listener =
                new JobListener() {
                    @Override
                    public void roundClosed(RoundRecord round) {
                        records.add(withoutDurations(round));
                    }
                };
        var compute = Executors.newFixedThreadPool(2);
        try {
            ParameterServer server = await(ParameterServer.start(VERTX, config, listener));
            List<Future<?>> workers = new ArrayList<>();
            for (int worker = 0; worker < n; worker++) {
                var address = SocketAddress.inetSocketAddress(server.port(), "127.0.0.1");
                var options = ClientOptions.defaults();
                var client = new GrpcClient(VERTX, address, tokens.get(worker), options);
                Function<Model, float[]> gradient = gradient(loaded, worker);
                workers.add(
                        client.join()
                                .compose(c -> Worker.run(client, c, gradient, compute))
                                .onComplete(ended -> client.close()));
            }
            await(Future.join(workers));
            await(server.close());
        } finally {
            compute.shutdownNow();
        }
        return records;
    }

    private static Function<Model, float[]> gradient(LoadedScenario loaded, int worker) {
        if (loaded.scenario().cohort().isByzantine(worker)) {
            var colluders = new Colluders(loaded);
            return model -> colluders.row(worker, model.version(), model.parameters());
        }
        GradientSource source = loaded.source(worker);
        return model -> source.gradientAt(model.version(), model.parameters());
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
}
