package bft.experiments.chaos;

import static bft.server.config.OutputSettings.ROUND_LOG;
import static bft.server.config.PortSettings.TOKENS;
import static bft.server.config.ServerSettings.DRAIN_TIMEOUT;
import static bft.server.config.ServerSettings.INITIAL;
import static bft.server.config.ServerSettings.LAYOUT;

import bft.experiments.run.LoadedRun;
import bft.server.model.NpyFile;
import bft.server.session.TokenFiles;
import bft.worker.Worker;
import bft.worker.client.Backoff;
import bft.worker.client.ClientOptions;
import bft.worker.client.ClientOptions.Waits;
import bft.worker.client.Computation;
import bft.worker.client.GrpcClient;
import bft.worker.client.Model;
import bft.worker.config.Setting;
import bft.worker.config.SettingValues;
import bft.worker.task.CountedGradients;
import bft.worker.training.GradientSource;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** One job with its server, its honest workers and an observer. */
final class Scene implements AutoCloseable {
    /** How long an honest worker takes for a gradient. */
    private static final int COMPUTE_MILLIS = 10;

    private static final ClientOptions OPTIONS =
            ClientOptions.of(new Waits(1_000, 1_500, 10_000, 500), new Backoff(50, 300, 60_000));

    private final Job job;
    private final LoadedRun loaded;
    private final Path directory;
    private final Vertx vertx = Vertx.vertx();
    private final ScheduledExecutorService compute = Executors.newScheduledThreadPool(Job.WORKERS);
    private final Barrier barrier;
    private final List<GrpcClient> clients = new ArrayList<>();
    private final List<Future<?>> working = new ArrayList<>();
    private SettingValues settings;
    private ChaosServer server;
    private Optional<Relay> relay = Optional.empty();
    private Watcher watcher;

    /**
     * Prepares the files of a job.
     *
     * @param directory exists and is empty
     */
    Scene(Job job, LoadedRun loaded, Path directory) throws IOException {
        this.job = job;
        this.loaded = loaded;
        this.directory = directory;
        this.barrier = new Barrier(job.begin());
        TokenFiles.createMissing(directory.resolve("tokens"), Job.WORKERS, new SecureRandom());
        Path initial = directory.resolve("initial.npy");
        NpyFile.write(initial, loaded.initialParameters());
        this.settings =
                loaded.config()
                        .values()
                        .with(TOKENS, directory.resolve("tokens"))
                        .with(INITIAL, initial)
                        .with(LAYOUT, loaded.layout())
                        .with(DRAIN_TIMEOUT, "3s")
                        .with(ROUND_LOG, directory.resolve("rounds.jsonl"));
    }

    Job job() {
        return job;
    }

    LoadedRun loaded() {
        return loaded;
    }

    Path directory() {
        return directory;
    }

    Vertx vertx() {
        return vertx;
    }

    ChaosServer server() {
        return server;
    }

    Watcher watcher() {
        return watcher;
    }

    Barrier barrier() {
        return barrier;
    }

    /** Changes a setting of the server, before it starts. */
    void set(Setting<?> setting, Object value) {
        settings = settings.with(setting, value);
    }

    /** Puts a relay between honest workers and the server, once that runs. */
    void relayBy(Relay.Fault fault) {
        relay = Optional.of(new Relay(fault));
    }

    Optional<Relay> relay() {
        return relay;
    }

    /** The secret of a worker. */
    String token(int worker) throws IOException {
        return token("worker-" + worker);
    }

    private String token(String name) throws IOException {
        return Files.readString(directory.resolve("tokens").resolve(name)).strip();
    }

    /**
     * Starts the server, the observer, and honest workers.
     *
     * @param honest how many workers are honest from the beginning
     */
    void start(int honest) throws IOException, InterruptedException {
        server = new ChaosServer(directory, settings);
        server.start();
        int port = server.ports().workers();
        var initial = new Model(0, loaded.initialParameters());
        watcher = new Watcher(client(port, token("observer")), initial);
        int near = relay.isPresent() ? relay.get().start(port) : port;
        for (int worker = 0; worker < honest; worker++) {
            GrpcClient client = client(near, token(worker));
            clients.add(client);
            working.add(work(client, worker));
        }
    }

    /** A client of the server, which the caller closes. */
    GrpcClient client(int port, String token) {
        var address = SocketAddress.inetSocketAddress(port, "127.0.0.1");
        return new GrpcClient(vertx, address, token, OPTIONS);
    }

    private Computation passing(Computation gradients) {
        return (model, attempt) -> {
            pass(model.version());
            return gradients.gradient(model, attempt);
        };
    }

    private Future<?> work(GrpcClient client, int worker) {
        GradientSource source = loaded.source(worker);
        return client.join()
                .compose(
                        contract ->
                                Worker.run(
                                        client,
                                        contract,
                                        passing(new CountedGradients(source, contract)),
                                        task ->
                                                compute.schedule(
                                                        task,
                                                        COMPUTE_MILLIS,
                                                        TimeUnit.MILLISECONDS)));
    }

    private void pass(long version) {
        try {
            barrier.pass(version);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CompletionException(e);
        }
    }

    /** Errors of honest workers, one line each. */
    List<String> failures() {
        return working.stream()
                .filter(Future::failed)
                .map(failed -> "an honest worker ended: " + failed.cause().getMessage())
                .toList();
    }

    @Override
    public void close() {
        barrier.open();
        compute.shutdownNow();
        if (watcher != null) {
            watcher.close();
        }
        clients.forEach(GrpcClient::close);
        relay.ifPresent(Relay::close);
        if (server != null) {
            server.close();
        }
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
