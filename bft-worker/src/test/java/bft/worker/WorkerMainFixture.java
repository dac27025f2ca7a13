package bft.worker;

import bft.worker.client.FakeServer;
import bft.worker.codec.Codecs;
import bft.worker.data.Datasets;
import bft.worker.model.GradientFunction;
import bft.worker.model.Models;
import bft.worker.wire.Contract;
import bft.worker.wire.Incarnation;
import bft.worker.wire.Task;
import bft.worker.wire.Tensor;
import bft.worker.wire.Transfer;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;

/** Runs the worker's command against a server over loopback, and keeps what it prints. */
@Timeout(60)
abstract class WorkerMainFixture {
    static final long SEED = 7;

    static Vertx vertx;
    static GradientFunction softmax;

    final StringWriter out = new StringWriter();
    final StringWriter err = new StringWriter();

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
        var train = Datasets.load("built-in", Path.of("data"), SEED).train();
        softmax = Models.of("softmax", train.width(), train.classes());
    }

    @AfterAll
    static void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    int run(FakeServer server, String... options) {
        String[] arguments = new String[options.length + 4];
        arguments[0] = "--server";
        arguments[1] = server.address().toString();
        arguments[2] = "--give-up";
        arguments[3] = "0";
        System.arraycopy(options, 0, arguments, 4, options.length);
        return run(arguments);
    }

    int run(String... arguments) {
        return WorkerMain.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }

    static FakeServer server(int dimension, List<Tensor> tensors) {
        return server(dimension, tensors, "127.0.0.1");
    }

    static FakeServer server(int dimension, List<Tensor> tensors, String host) {
        return server(dimension, Task.UNSPECIFIED.with(tensors), host);
    }

    static FakeServer server(int dimension, Task task, String host) {
        var transfer = new Transfer(400, List.of(Codecs.FLOAT32));
        Contract contract =
                new Contract(
                        "demo",
                        3,
                        11,
                        3,
                        dimension,
                        task,
                        transfer,
                        SEED,
                        2,
                        0,
                        Incarnation.UNSPECIFIED);
        FakeServer server = new FakeServer(vertx, contract, new float[dimension], host);
        server.push =
                request ->
                        server.receive(
                                request,
                                () -> {
                                    server.version++;
                                    server.answerPush(request);
                                });
        return server;
    }
}
