package bft.experiments;

import bft.attacks.behaviour.Plan;
import bft.experiments.cluster.ByzantineWorker;
import bft.experiments.run.ColludingWorkers;
import bft.experiments.run.LoadedRun;
import bft.experiments.run.RunConfig;
import bft.worker.WorkerAccess;
import bft.worker.WorkerReport;
import bft.worker.client.Access;
import bft.worker.client.ClientOptions;
import bft.worker.client.GrpcClient;
import bft.worker.client.Model;
import bft.worker.config.Role;
import bft.worker.config.SettingOptions;
import bft.worker.config.SettingValues;
import bft.worker.settings.WorkerSettings;
import bft.worker.wire.Contract;
import bft.worker.wire.Figure;
import bft.worker.wire.JobPhase;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetSocketAddress;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "byzantine-worker",
        hidden = true,
        description = "Takes part in a run of bft train as one of its attackers.")
final class ByzantineWorkerCommand implements Callable<Integer> {
    private CommandSpec spec;
    private SettingOptions options;

    @Spec
    void declare(CommandSpec command) {
        spec = command;
        options = new SettingOptions(command, Role.RUN, ByzantineWorker.SETTINGS);
    }

    @Override
    public Integer call() throws Exception {
        SettingValues values = options.values().checked();
        LoadedRun loaded = new RunConfig(values).load();
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        Access access = WorkerAccess.of(values, spec.commandLine().getErr());
        var limits = ClientOptions.defaults().withCodec(values.get(WorkerSettings.CODEC));
        InetSocketAddress at = values.get(WorkerSettings.SERVER_ADDRESS);
        var server = SocketAddress.inetSocketAddress(at.getPort(), at.getHostString());
        try (var client = new GrpcClient(vertx, server, access, limits)) {
            Contract contract = await(client.join());
            BiFunction<Model, Integer, Plan> plans =
                    ByzantineWorker.plans(loaded, contract.worker());
            SortedMap<Figure, Double> claims = ColludingWorkers.claims(loaded.config());
            WorkerReport report =
                    await(ByzantineWorker.run(vertx, client, contract, plans, claims));
            spec.commandLine().getOut().println(report);
            return report.state() == JobPhase.FINISHED ? 0 : 1;
        } finally {
            vertx.close();
        }
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }
}
