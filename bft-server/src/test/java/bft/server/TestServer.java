package bft.server;

import bft.aggregation.admission.Contribution;
import bft.aggregation.rules.Rules;
import bft.server.checkpoint.StateDirectory;
import bft.server.config.Endpoints;
import bft.server.config.ModelOutput;
import bft.server.config.ServerConfig;
import bft.server.core.Deadlines;
import bft.server.core.JobSettings;
import bft.server.core.TrainingPlan;
import bft.server.metrics.JobListener;
import bft.server.metrics.RoundRecord;
import bft.server.optimiser.Schedule;
import bft.server.optimiser.Sgd;
import bft.server.session.Authenticator;
import bft.server.synchrony.Modes;
import bft.server.synchrony.Synchrony;
import bft.server.wire.ConnectionLimits;
import bft.server.wire.WireLimits;
import bft.server.wire.WireSettings;
import bft.worker.client.ClientOptions;
import bft.worker.client.GrpcClient;
import bft.worker.client.Model;
import bft.worker.verdict.Refusal;
import bft.worker.verdict.Verdict;
import bft.worker.wire.Task;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.SocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** A server on loopback with a mean over n workers, its clients, and what its listener heard. */
final class TestServer implements AutoCloseable {
    static final int N = 4;
    static final int F = 1;
    static final String OBSERVER = "observer-token-0000";
    private static final long MILLI = 1_000_000;
    private static final long IDLE_MILLIS = 20_000;
    private static final long DRAIN_MILLIS = 300;
    private static final long PATIENCE_SECONDS = 300;

    final Vertx vertx = Vertx.vertx();

    /** Closed with the instance; Vert.x closes a client that nobody refers to any more. */
    final HttpClient http = vertx.createHttpClient(new HttpClientOptions().setKeepAlive(false));

    final ParameterServer server;
    final BlockingQueue<Refusal> refusals = new LinkedBlockingQueue<>();
    final BlockingQueue<RoundRecord> rounds = new LinkedBlockingQueue<>();
    final BlockingQueue<Integer> connected = new LinkedBlockingQueue<>();
    private final Map<String, GrpcClient> clients = new HashMap<>();

    TestServer(ServerConfig config) {
        this(config, new JobListener() {});
    }

    TestServer(ServerConfig config, JobListener listener) {
        this(config, Optional.empty(), listener);
    }

    TestServer(ServerConfig config, Optional<StateDirectory> state, JobListener listener) {
        server = await(ParameterServer.start(vertx, config, state, new Heard(), listener));
    }

    /** Three of four must vote; two rounds. */
    static ServerConfig config(int dimension) {
        return config(dimension, 2, 30_000);
    }

    static ServerConfig config(int dimension, long rounds, long roundMillis) {
        return config(N - F, dimension, rounds, roundMillis);
    }

    /** All four must vote, however late; two rounds. */
    static ServerConfig unanimous(int dimension) {
        return config(N, dimension, 2, 30_000);
    }

    private static ServerConfig config(int quorum, int dimension, long rounds, long roundMillis) {
        var settings =
                new JobSettings(
                        N,
                        Rules.of("mean", F),
                        Synchrony.bulkSynchronous(N, quorum, 100 * MILLI),
                        new TrainingPlan(new Sgd(new Schedule.Constant(1)), rounds, 7),
                        new Deadlines(60_000 * MILLI, roundMillis * MILLI));
        return config(settings, dimension, roundMillis);
    }

    /** Any mode and filter, with the median. */
    static ServerConfig config(String mode, String filter, int dimension, TrainingPlan training) {
        var settings =
                new JobSettings(
                        N,
                        Rules.of("median", F),
                        Modes.of(mode, N, F, Modes.Limits.ofGrace(100 * MILLI)),
                        Optional.ofNullable(filter),
                        training,
                        new Deadlines(60_000 * MILLI, 30_000 * MILLI));
        return config(settings, dimension, 30_000);
    }

    static ServerConfig config(JobSettings settings, int dimension, long transferMillis) {
        return config(settings, dimension, transferMillis, Task.UNSPECIFIED);
    }

    static ServerConfig config(
            JobSettings settings, int dimension, long transferMillis, Task task) {
        var tokens = IntStream.range(0, N).mapToObj(TestServer::token).toList();
        return new ServerConfig(
                "test",
                settings,
                task,
                new Model(0, new float[dimension]),
                new Authenticator(tokens, List.of(OBSERVER)),
                Endpoints.LOOPBACK,
                WireSettings.of(
                        new WireLimits(IDLE_MILLIS, transferMillis, new ConnectionLimits(100))),
                ModelOutput.NONE,
                DRAIN_MILLIS,
                2);
    }

    /** The same with calls that are slow after 300 ms and given up after 600. */
    static ServerConfig impatient(ServerConfig config) {
        WireLimits limits = config.wire().limits();
        return config.with(config.wire().with(new WireLimits(300, 600, limits.connections())));
    }

    /** The same, listening there. */
    static ServerConfig at(Endpoints endpoints, ServerConfig config) {
        return new ServerConfig(
                config.name(),
                config.job(),
                config.task(),
                config.initial(),
                config.authenticator(),
                endpoints,
                config.wire(),
                config.output(),
                config.drainMillis(),
                config.threads());
    }

    static String token(int worker) {
        return "secret-of-worker-" + worker;
    }

    GrpcClient client(int worker) {
        return client(token(worker));
    }

    GrpcClient client(String token) {
        var address = SocketAddress.inetSocketAddress(server.port(), "127.0.0.1");
        return clients.computeIfAbsent(
                token, t -> new GrpcClient(vertx, address, t, ClientOptions.defaults()));
    }

    RawClient raw(String token) {
        return new RawClient(vertx, server.port(), token);
    }

    /** Workers 0 to 2 push the gradient (worker + 1, ...): the mean is 2, the next model -2. */
    List<Verdict> honestRound(int dimension, long version) {
        List<Future<Verdict>> pushes = new ArrayList<>();
        for (int worker = 0; worker < N - F; worker++) {
            float[] gradient = new float[dimension];
            Arrays.fill(gradient, worker + 1);
            pushes.add(client(worker).push(new Contribution(worker, version, gradient)));
        }
        List<Verdict> verdicts = new ArrayList<>();
        for (Future<Verdict> push : pushes) {
            verdicts.add(await(push));
        }
        return verdicts;
    }

    /** The body that the operator's port answers with. */
    String admin(String path) {
        return await(
                http.request(HttpMethod.GET, server.adminPort(), "127.0.0.1", path)
                        .compose(request -> request.send())
                        .compose(HttpClientResponse::body)
                        .map(Object::toString));
    }

    /** A sample of the operator's metrics. */
    double metric(String sample) {
        return admin("/metrics")
                .lines()
                .filter(line -> line.startsWith(sample + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(sample.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no sample " + sample));
    }

    /** Waits for a number of workers with a slot. */
    void awaitConnected(int workers) throws InterruptedException {
        while (true) {
            Integer now = connected.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (now == null) {
                throw new AssertionError("never " + workers + " workers connected");
            }
            if (now == workers) {
                return;
            }
        }
    }

    static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage()
                    .toCompletableFuture()
                    .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    @Override
    public void close() {
        clients.values().forEach(GrpcClient::close);
        await(server.close());
        await(vertx.close());
    }

    private final class Heard implements JobListener {
        @Override
        public void refused(OptionalInt worker, Refusal reason) {
            refusals.add(reason);
        }

        @Override
        public void roundClosed(RoundRecord round) {
            rounds.add(round);
        }

        @Override
        public void connected(int workers) {
            connected.add(workers);
        }
    }
}
