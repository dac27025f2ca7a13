package bft.experiments.cluster;

import bft.attacks.behaviour.Plan;
import bft.experiments.run.ColludingWorkers;
import bft.experiments.run.LoadedRun;
import bft.experiments.run.Population;
import bft.experiments.run.RunObserver;
import bft.server.ParameterServer;
import bft.server.config.ServerConfig;
import bft.server.config.ServerSettings;
import bft.server.lossy.LossyMode;
import bft.server.metrics.JobListener;
import bft.server.metrics.RoundRecord;
import bft.server.session.Authenticator;
import bft.server.wire.WireSettings;
import bft.worker.Worker;
import bft.worker.client.ClientOptions;
import bft.worker.client.GrpcClient;
import bft.worker.client.Model;
import bft.worker.client.ParameterClient;
import bft.worker.codec.GradientCodec;
import bft.worker.settings.WorkerSettings;
import bft.worker.task.CountedGradients;
import bft.worker.training.GradientSource;
import bft.worker.training.WorkerFigures;
import bft.worker.wire.Contract;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/** A server on loopback and its workers, all in this process. */
public final class LoopbackRun implements AutoCloseable {
    private static final long LEAVE_SECONDS = 5;

    private final LoadedRun loaded;
    private final RunObserver observer;
    private final Vertx vertx = Vertx.vertx();
    private final ExecutorService compute =
            Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());

    /** Events from the server's thread that have not been passed to the observer. */
    private final LinkedBlockingQueue<RoundEvent> events = new LinkedBlockingQueue<>();

    private final CompletableFuture<String> page = new CompletableFuture<>();

    /** A round with its model; no round at the end of the run. */
    private record RoundEvent(Optional<RoundRecord> round, Model model) {}

    public LoopbackRun(LoadedRun loaded, RunObserver observer) {
        this.loaded = loaded;
        this.observer = observer;
    }

    /** The address of the live page, once there is one; it stays until {@link #close}. */
    public CompletableFuture<String> page() {
        return page;
    }

    /**
     * Runs until training has ended and the observer has had all rounds.
     *
     * @return why the run ended early, if it did
     */
    public Optional<String> run() throws IOException, InterruptedException {
        try {
            return follow(train());
        } finally {
            page.completeExceptionally(new IllegalStateException("the server did not start"));
        }
    }

    private Optional<String> follow(Future<Model> end) throws IOException, InterruptedException {
        var first = new Model(0, loaded.initialParameters());
        end.onComplete(ended -> events.add(new RoundEvent(Optional.empty(), first)));
        Model newest = first;
        for (RoundEvent next = events.take(); next.round.isPresent(); next = events.take()) {
            newest = next.model;
            boolean due = loaded.config().isEvaluated(newest.version());
            observer.round(
                    next.round.get(), due ? Optional.of(newest.parameters()) : Optional.empty());
            if (observer.isStopping()) {
                break;
            }
        }
        observer.newest(newest);
        if (observer.isStopping()) {
            observer.endedEarly(newest.version(), newest.parameters());
            return Optional.of("stopped");
        }
        if (end.succeeded()) {
            return Optional.empty();
        }
        observer.endedEarly(newest.version(), newest.parameters());
        return Optional.of(end.cause().getMessage());
    }

    private Future<Model> train() {
        List<String> tokens =
                Stream.generate(LoopbackRun::token)
                        .limit(loaded.config().population().n())
                        .toList();
        var config =
                ServerConfig.loopback(
                        "loopback",
                        loaded.jobSettings(),
                        new Model(0, loaded.initialParameters()),
                        new Authenticator(tokens, List.of()));
        List<GradientCodec> codecs = List.of(loaded.config().get(WorkerSettings.CODEC));
        WireSettings wire = config.wire().with(codecs);
        Optional<LossyMode> lossy = loaded.config().values().find(ServerSettings.LOSSY);
        return ParameterServer.start(
                        vertx, config.with(lossy.map(wire::with).orElse(wire)), listener())
                .onFailure(page::completeExceptionally)
                .compose(server -> trainOn(server, tokens));
    }

    private JobListener listener() {
        return new JobListener() {
            private RoundRecord closed;

            @Override
            public void roundClosed(RoundRecord round) {
                closed = round;
            }

            @Override
            public void published(Model model) {
                events.add(new RoundEvent(Optional.of(closed), model));
            }
        };
    }

    /**
     * Ends when the workers have left; to close the server before might cut a connection that is
     * being made.
     */
    private Future<Model> trainOn(ParameterServer server, List<String> tokens) {
        page.complete("http://127.0.0.1:" + server.adminPort() + "/");
        List<Future<?>> workers = new ArrayList<>();
        for (int worker = 0; worker < tokens.size(); worker++) {
            workers.add(take(server.port(), tokens.get(worker), worker));
        }
        return server.finished()
                .eventually(
                        () ->
                                Future.join(workers)
                                        .timeout(LEAVE_SECONDS, TimeUnit.SECONDS)
                                        .otherwiseEmpty());
    }

    private static String token() {
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** Runs a worker; if it fails, the server notices that it is gone. */
    private Future<?> take(int port, String token, int worker) {
        var address = SocketAddress.inetSocketAddress(port, "127.0.0.1");
        var limits = ClientOptions.defaults().withCodec(loaded.config().get(WorkerSettings.CODEC));
        var client = new GrpcClient(vertx, address, token, limits);
        return client.join()
                .compose(contract -> work(client, contract, worker))
                .onComplete(ended -> client.close());
    }

    private Future<?> work(ParameterClient client, Contract contract, int worker) {
        Population population = loaded.config().population();
        if (population.isByzantine(worker)) {
            BiFunction<Model, Integer, Plan> plans = ByzantineWorker.plans(loaded, worker);
            return ByzantineWorker.run(
                    vertx, client, contract, plans, ColludingWorkers.claims(loaded.config()));
        }
        WorkerFigures figures = loaded.figures(worker);
        GradientSource source = loaded.source(worker, figures);
        var gradients = new CountedGradients(source, contract, figures);
        return Worker.run(client, contract, gradients, compute);
    }

    @Override
    public void close() {
        compute.shutdownNow();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
