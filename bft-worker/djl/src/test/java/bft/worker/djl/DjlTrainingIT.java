package bft.worker.djl;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.loss.Loss;
import bft.server.model.NpyFile;
import bft.worker.Worker;
import bft.worker.WorkerReport;
import bft.worker.client.ClientOptions;
import bft.worker.client.Computation;
import bft.worker.client.GrpcClient;
import bft.worker.data.Datasets;
import bft.worker.data.Split;
import bft.worker.training.BatchGradients;
import bft.worker.training.Batches;
import bft.worker.training.Draw;
import bft.worker.training.Share;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A convolutional network of DJL, trained by a server of its own, while two of seven attack. */
@Timeout(300)
class DjlTrainingIT {
    private static final int N = 7;
    private static final int F = 2;
    private static final long ROUNDS = 200;
    private static final int BATCH = 32;
    private static final long SEED = 3;
    private static final int SIDE = 16;
    private static final double LEARNED = 0.85;

    @TempDir private Path directory;
    private final Vertx vertx = Vertx.vertx();
    private final ExecutorService compute = Executors.newFixedThreadPool(2);
    private final Split data = Datasets.load("built-in", Path.of("."), SEED);
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
        compute.shutdown();
        vertx.close().await(1, TimeUnit.MINUTES);
    }

    private DjlModel network() {
        SequentialBlock block =
                new SequentialBlock()
                        .add(Conv2d.builder().setKernelShape(new Shape(3, 3)).setFilters(8).build())
                        .add(Activation::relu)
                        .add(Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2)))
                        .add(Blocks.batchFlattenBlock())
                        .add(Linear.builder().setUnits(data.train().classes()).build());
        var row = new Shape(1, SIDE, SIDE);
        var loss = Loss.softmaxCrossEntropyLoss();
        DjlModel model = new DjlModel(Engine.getInstance(), block, loss, row);
        open.add(model);
        return model;
    }

    private Process server(int dimension, Path initial) throws IOException {
        List<String> command =
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "bft.server.ServerMain",
                        "--workers=" + N,
                        "--byzantine=" + F,
                        "--rule=multi-krum",
                        "--rounds=" + ROUNDS,
                        "--schedule=0.2",
                        "--dimension=" + dimension,
                        "--initial=" + initial,
                        "--port=0",
                        "--admin-port=0",
                        "--tokens=" + directory.resolve("tokens"),
                        "--create-tokens",
                        "--model-file=" + directory.resolve("model.npy"),
                        "--port-file=" + directory.resolve("ports"));
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("server.log").toFile())
                        .start();
        open.add(process::destroyForcibly);
        return process;
    }

    private int port(Process server) throws Exception {
        Path ports = directory.resolve("ports");
        try (var watch = directory.getFileSystem().newWatchService()) {
            directory.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
            while (!Files.exists(ports)) {
                assertThat(server.isAlive()).as(log()).isTrue();
                watch.poll(1, TimeUnit.SECONDS);
            }
        }
        return Integer.parseInt(Files.readString(ports).split("\\s+")[0]);
    }

    private String log() throws IOException {
        return Files.readString(directory.resolve("server.log"));
    }

    private Future<WorkerReport> worker(int index, int port) throws IOException {
        int[] rows = IntStream.range(0, data.train().count()).filter(i -> i % N == index).toArray();
        var share = new Share(data.train(), rows, index);
        var batches = Batches.of(Batches.WITH_REPLACEMENT, share, BATCH, SEED);
        var source = new BatchGradients(network(), batches);
        Computation honest =
                (model, attempt) -> source.gradientAt(Draw.of(model.version()), model.parameters());
        String token = Files.readString(directory.resolve("tokens/worker-" + index)).strip();
        SocketAddress address = SocketAddress.inetSocketAddress(port, "127.0.0.1");
        var client = new GrpcClient(vertx, address, token, ClientOptions.defaults());
        Computation computation = index < F ? reversed(honest) : honest;
        return client.join()
                .compose(contract -> Worker.run(client, contract, computation, compute));
    }

    private static Computation reversed(Computation honest) {
        return (model, attempt) -> {
            float[] gradient = honest.gradient(model, attempt);
            for (int k = 0; k < gradient.length; k++) {
                gradient[k] *= -10;
            }
            return gradient;
        };
    }

    @Test
    void trainsWhileTwoOfSevenAttack() throws Exception {
        DjlModel model = network();
        float[] parameters = new float[model.dimension()];
        model.initialise(SEED, parameters);
        Path initial = directory.resolve("initial.npy");
        NpyFile.write(initial, parameters);
        assertThat(model.accuracy(parameters, data.test())).isLessThan(LEARNED / 2);

        Process server = server(model.dimension(), initial);
        int port = port(server);
        List<Future<WorkerReport>> workers = new ArrayList<>();
        for (int i = 0; i < N; i++) {
            workers.add(worker(i, port));
        }
        Future.all(workers).await(4, TimeUnit.MINUTES);
        assertThat(server.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(server.exitValue()).as(log()).isZero();
        float[] trained = NpyFile.readVector(directory.resolve("model.npy"));
        assertThat(model.accuracy(trained, data.test())).isGreaterThan(LEARNED);
    }
}
