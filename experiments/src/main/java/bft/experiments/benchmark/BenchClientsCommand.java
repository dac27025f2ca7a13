package bft.experiments.benchmark;

import bft.worker.Worker;
import bft.worker.WorkerReport;
import bft.worker.client.Access;
import bft.worker.client.ClientOptions;
import bft.worker.client.Computation;
import bft.worker.client.GrpcClient;
import bft.worker.client.Model;
import bft.worker.codec.Codecs;
import bft.worker.tls.ClientTls;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Workers that push prepared vectors as fast as the server takes them. Prints the time in
 * nanoseconds when its first worker gets the version after the warm-up and the last one, a line
 * each.
 */
@Command(name = "clients", hidden = true, description = "Workers of bft bench server.")
final class BenchClientsCommand implements Callable<Integer> {
    private static final double SCALE = 1e-3;

    @Spec private CommandSpec command;

    @Option(names = "--port", required = true)
    private int port;

    @Option(names = "--tokens", required = true, description = "Directory of the tokens.")
    private Path tokens;

    @Option(names = "--first", required = true, description = "Number of the first worker.")
    private int first;

    @Option(names = "--count", required = true, description = "Workers in this process.")
    private int count;

    @Option(
            names = "--pushing",
            required = true,
            description = "Those with this number and above join and push nothing.")
    private int pushing;

    @Option(names = "--tls-ca", description = "Certificate of the server; without it plain text.")
    private Optional<Path> certificate = Optional.empty();

    @Option(names = "--dimension", required = true)
    private int dimension;

    @Option(names = "--codec", required = true)
    private String codec;

    @Option(names = "--warm-up", required = true, description = "Versions before the timing.")
    private long warmUp;

    @Option(names = "--rounds", required = true, description = "Versions that are timed.")
    private long rounds;

    @Option(names = "--seed", required = true)
    private long seed;

    @Override
    public Integer call() throws IOException {
        Vertx vertx = Vertx.vertx();
        ClientOptions options = ClientOptions.defaults().withCodec(Codecs.of(codec));
        var server = SocketAddress.inetSocketAddress(port, "127.0.0.1");
        List<Future<?>> workers = new ArrayList<>();
        for (int worker = first; worker < first + count; worker++) {
            String token = Files.readString(tokens.resolve("worker-" + worker)).strip();
            var client = new GrpcClient(vertx, server, access(token), options);
            workers.add(worker < pushing ? pushing(client, worker) : client.join());
        }
        Future.all(workers).toCompletionStage().toCompletableFuture().join();
        return 0;
    }

    private Access access(String token) throws IOException {
        if (certificate.isEmpty()) {
            return Access.withToken(token);
        }
        var trust = new ClientTls.Trust(certificate, Optional.empty());
        return new Access(Optional.of(token), Optional.of(ClientTls.open(trust, Optional.empty())));
    }

    private Future<WorkerReport> pushing(GrpcClient client, int worker) {
        Computation pushed = pushed(worker);
        return client.join()
                .compose(contract -> Worker.run(client, contract, pushed, Runnable::run));
    }

    private Computation pushed(int worker) {
        float[] gradient = new float[dimension];
        var random = new SplittableRandom(seed + worker);
        for (int k = 0; k < dimension; k++) {
            gradient[k] = (float) (SCALE * random.nextGaussian());
        }
        Stopwatch watch = new Stopwatch(command.commandLine().getOut());
        return (model, attempt) -> {
            if (worker == 0) {
                watch.sees(model);
            }
            return gradient;
        };
    }

    /** Prints the time of two versions, or of the first ones after them. */
    private final class Stopwatch {
        private final PrintWriter out;
        private long due = warmUp;
        private int printed;

        Stopwatch(PrintWriter out) {
            this.out = out;
        }

        void sees(Model model) {
            if (printed < 2 && model.version() >= due) {
                out.println(model.version() + " " + System.nanoTime());
                out.flush();
                due = model.version() + rounds;
                printed++;
            }
        }
    }
}
