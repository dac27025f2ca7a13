package bft.experiments;

import bft.attacks.behaviour.Plan;
import bft.experiments.cluster.ByzantineWorker;
import bft.experiments.scenario.LoadedScenario;
import bft.experiments.scenario.ScenarioFile;
import bft.worker.WorkerReport;
import bft.worker.client.ClientOptions;
import bft.worker.client.GrpcClient;
import bft.worker.client.Model;
import bft.worker.wire.Contract;
import bft.worker.wire.JobPhase;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "byzantine-worker",
        hidden = true,
        mixinStandardHelpOptions = true,
        description = "Takes part in a run of bft train as one of its attackers.")
final class ByzantineWorkerCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(names = "--port", required = true, description = "Of the server, on loopback.")
    private int port;

    @Option(names = "--token-file", required = true, description = "File with the worker's token.")
    private Path tokenFile;

    @Option(names = "--scenario", required = true, description = "The run.")
    private Path scenario;

    @Override
    public Integer call() throws Exception {
        LoadedScenario loaded = ScenarioFile.read(scenario).load();
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        var address = SocketAddress.inetSocketAddress(port, "127.0.0.1");
        String token = Files.readString(tokenFile).strip();
        ClientOptions limits = ClientOptions.defaults().withCodec(loaded.scenario().codec());
        try (var client = new GrpcClient(vertx, address, token, limits)) {
            Contract contract = await(client.join());
            BiFunction<Model, Integer, Plan> plans =
                    ByzantineWorker.plans(loaded, contract.worker());
            WorkerReport report = await(ByzantineWorker.run(vertx, client, contract, plans));
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
