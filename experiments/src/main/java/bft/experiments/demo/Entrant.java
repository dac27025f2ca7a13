package bft.experiments.demo;

import bft.attacks.Attack;
import bft.experiments.scenario.Colluders;
import bft.experiments.scenario.LoadedScenario;
import bft.server.ParameterServer;
import bft.server.config.ServerConfig;
import bft.server.core.Deadlines;
import bft.server.metrics.JobListener;
import bft.server.session.Authenticator;
import bft.worker.Worker;
import bft.worker.client.ClientOptions;
import bft.worker.client.Computation;
import bft.worker.client.GrpcClient;
import bft.worker.client.Model;
import bft.worker.training.GradientSource;
import bft.worker.wire.Draws;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** One of the runs that are compared: a server on loopback and its workers, all in this process. */
final class Entrant {
    private static final long SECOND = 1_000_000_000;
    private static final long LEAVE_SECONDS = 5;
    private static final long GRACE_NANOS = 10 * SECOND;
    private static final Deadlines DEADLINES = new Deadlines(30 * SECOND, 30 * SECOND);

    private final LoadedScenario loaded;
    private final Colluders colluders;
    private final Course course;
    private final Executor compute;
    private Future<Void> measured = Future.succeededFuture();

    /**
     * @param attack what the Byzantine workers send, if the scenario has any
     * @param course hears of the run
     * @param compute runs what workers compute
     */
    Entrant(LoadedScenario loaded, Attack attack, Course course, Executor compute) {
        this.loaded = loaded;
        this.colluders = new Colluders(loaded, attack);
        this.course = course;
        this.compute = compute;
    }

    /** Runs to the end of training; fails if training does. */
    Future<Void> run(Vertx vertx) {
        List<String> tokens =
                Stream.generate(Entrant::token).limit(loaded.scenario().cohort().n()).toList();
        var config =
                ServerConfig.loopback(
                        course.name(),
                        loaded.jobSettings(GRACE_NANOS, DEADLINES),
                        new Model(0, loaded.initialParameters()),
                        new Authenticator(tokens, List.of()));
        var models =
                new JobListener() {
                    @Override
                    public void published(Model model) {
                        Entrant.this.published(model);
                    }
                };
        return measure(config.initial())
                .compose(before -> ParameterServer.start(vertx, config, course, models))
                .compose(server -> trainOn(vertx, server, tokens))
                .compose(ended -> measured());
    }

    /** The server stays until its workers have left, or a connection would be cut in its making. */
    private Future<Model> trainOn(Vertx vertx, ParameterServer server, List<String> tokens) {
        List<Future<?>> workers = new ArrayList<>();
        for (int worker = 0; worker < tokens.size(); worker++) {
            workers.add(take(vertx, server.port(), tokens.get(worker), worker));
        }
        return server.finished()
                .eventually(
                        () ->
                                Future.join(workers)
                                        .timeout(LEAVE_SECONDS, TimeUnit.SECONDS)
                                        .otherwiseEmpty())
                .eventually(server::close);
    }

    private static String token() {
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** Lets a worker take part; should it fail, the server notices that it is gone. */
    private Future<?> take(Vertx vertx, int port, String token, int worker) {
        var address = SocketAddress.inetSocketAddress(port, "127.0.0.1");
        var client = new GrpcClient(vertx, address, token, ClientOptions.defaults());
        Computation gradient = gradient(worker);
        return client.join()
                .compose(contract -> Worker.run(client, contract, gradient, compute))
                .onComplete(ended -> client.close());
    }

    private Computation gradient(int worker) {
        if (loaded.scenario().cohort().isByzantine(worker)) {
            return (model, attempt) ->
                    colluders.row(worker, Draws.of(model.version(), attempt), model.parameters());
        }
        GradientSource source = loaded.source(worker);
        return (model, attempt) ->
                source.gradientAt(Draws.of(model.version(), attempt), model.parameters());
    }

    /** Measures versions off the server's thread, one after the other. */
    private synchronized void published(Model model) {
        if (loaded.scenario().learning().isEvaluated(model.version())) {
            measured = measured.compose(before -> measure(model));
        }
    }

    private Future<Void> measure(Model model) {
        Promise<Void> done = Promise.promise();
        compute.execute(
                () -> {
                    double accuracy = loaded.evaluate(model.parameters()).accuracy();
                    course.measured(model.version(), accuracy);
                    done.complete();
                });
        return done.future();
    }

    private synchronized Future<Void> measured() {
        return measured;
    }
}
