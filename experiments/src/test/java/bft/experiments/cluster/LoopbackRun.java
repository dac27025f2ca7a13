package bft.experiments.cluster;

import bft.attacks.behaviour.Plan;
import bft.experiments.scenario.LoadedScenario;
import bft.server.ParameterServer;
import bft.server.config.ServerConfig;
import bft.server.core.Deadlines;
import bft.server.metrics.JobListener;
import bft.server.metrics.RoundRecord;
import bft.server.session.Authenticator;
import bft.worker.Worker;
import bft.worker.client.ClientOptions;
import bft.worker.client.GrpcClient;
import bft.worker.client.Model;
import bft.worker.training.GradientSource;
import bft.worker.wire.Draws;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/** A scenario over real sockets, all of it in this process. */
public final class LoopbackRun implements AutoCloseable {
    private static final long SECOND = 1_000_000_000;

    private final Vertx vertx = Vertx.vertx();
    private final ExecutorService compute = Executors.newFixedThreadPool(2);
    private final LoadedScenario loaded;
    private final long graceNanos;
    private final List<RoundRecord> rounds = new ArrayList<>();

    /**
     * @param graceNanos how long the server waits for more than a quorum
     */
    public LoopbackRun(LoadedScenario loaded, long graceNanos) {
        this.loaded = loaded;
        this.graceNanos = graceNanos;
    }

    /** The rounds or steps so far. */
    public List<RoundRecord> rounds() {
        return rounds;
    }

    /** Runs to the end of all honest workers; the newest model. */
    public Model run() throws Exception {
        int n = loaded.scenario().cohort().n();
        List<String> tokens =
                IntStream.range(0, n).mapToObj(k -> "secret-of-worker-number-" + k).toList();
        var deadlines = new Deadlines(60 * SECOND, 60 * SECOND);
        var config =
                ServerConfig.loopback(
                        "loopback",
                        loaded.jobSettings(graceNanos, deadlines),
                        new Model(0, loaded.initialParameters()),
                        new Authenticator(tokens, List.of()));
        var listener =
                new JobListener() {
                    @Override
                    public void roundClosed(RoundRecord round) {
                        rounds.add(round);
                    }
                };
        ParameterServer server = await(ParameterServer.start(vertx, config, listener));
        List<Future<?>> honest = new ArrayList<>();
        for (int worker = 0; worker < n; worker++) {
            Future<?> ended = start(worker, tokens.get(worker), server.port());
            if (!loaded.scenario().cohort().isByzantine(worker)) {
                honest.add(ended);
            }
        }
        await(Future.join(honest));
        Model model = await(server.finished());
        await(server.close());
        return model;
    }

    private Future<?> start(int worker, String token, int port) {
        var address = SocketAddress.inetSocketAddress(port, "127.0.0.1");
        ClientOptions limits = ClientOptions.defaults().withCodec(loaded.scenario().codec());
        var client = new GrpcClient(vertx, address, token, limits);
        return client.join()
                .compose(
                        contract -> {
                            if (loaded.scenario().cohort().isByzantine(worker)) {
                                BiFunction<Model, Integer, Plan> plans =
                                        ByzantineWorker.plans(loaded, worker);
                                return ByzantineWorker.run(vertx, client, contract, plans);
                            }
                            GradientSource source = loaded.source(worker);
                            return Worker.run(
                                    client,
                                    contract,
                                    (m, attempt) ->
                                            source.gradientAt(
                                                    Draws.of(m.version(), attempt), m.parameters()),
                                    compute);
                        })
                .onComplete(ended -> client.close());
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(150, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        compute.shutdownNow();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
