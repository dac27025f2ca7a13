package bft.server;

import static bft.server.TestServer.await;
import static org.assertj.core.api.Assertions.assertThat;

import bft.aggregation.rules.Rules;
import bft.server.config.ServerConfig;
import bft.server.core.Deadlines;
import bft.server.core.JobSettings;
import bft.server.core.TrainingPlan;
import bft.server.optimiser.Schedule;
import bft.server.optimiser.Sgd;
import bft.server.synchrony.Synchrony;
import bft.worker.Worker;
import bft.worker.client.Computation;
import bft.worker.client.GrpcClient;
import bft.worker.codec.Codecs;
import bft.worker.data.Datasets;
import bft.worker.data.Partition;
import bft.worker.data.Split;
import bft.worker.model.GradientFunction;
import bft.worker.model.Models;
import bft.worker.task.Assignment;
import bft.worker.wire.Contract;
import bft.worker.wire.Task;
import bft.worker.wire.Tensor;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a server tells its workers to train, over sockets. */
@Timeout(120)
class TaskIT {
    private static final long SEED = 7;
    private static final Split SPLIT = Datasets.load("built-in", Path.of("data"), SEED);
    private static final GradientFunction MLP = Models.of("mlp:hidden=4", 256, 10);
    private static final Task TASK =
            new Task(
                    "mlp:hidden=4",
                    8,
                    "reshuffled",
                    "momentum:beta=0.5,local-steps:k=2",
                    MLP.tensors());

    /** All four must vote, or the models would depend on who was late. */
    private static ServerConfig config(int dimension, long rounds, Task task) {
        var schedule = new Schedule.Step(0.5, 0.5, 1);
        long second = 1_000_000_000;
        var settings =
                new JobSettings(
                        TestServer.N,
                        Rules.of("median", TestServer.F),
                        Synchrony.bulkSynchronous(TestServer.N, TestServer.N, second),
                        new TrainingPlan(new Sgd(schedule), rounds, SEED),
                        new Deadlines(60 * second, 60 * second));
        return TestServer.config(settings, dimension, 30_000, task);
    }

    @Test
    void whoeverAsksLearnsTheTaskAndTakesNoSlotBeforeItJoins() {
        var task = new Task("softmax", 16, "", "", List.of(new Tensor("", List.of(3))));
        try (var s = new TestServer(config(3, 2, task))) {
            Contract contract = await(s.client(1).contract());
            assertThat(contract.task()).isEqualTo(task);
            assertThat(contract.worker()).isEqualTo(1);
            assertThat(await(s.client(TestServer.OBSERVER).status()).connected()).isZero();

            assertThat(await(s.client(1).join())).isEqualTo(contract);
            assertThat(await(s.client(TestServer.OBSERVER).status()).connected()).isEqualTo(1);
            assertThat(await(s.client(TestServer.OBSERVER).contract()).task()).isEqualTo(task);
        }
    }

    @Test
    void eachVersionComesWithItsRate() {
        try (var s = new TestServer(TestServer.config(3))) {
            assertThat(await(s.client(2).pull(-1)).rate()).hasValue(1);
        }
        try (var s = new TestServer(config(MLP.dimension(), 3, TASK))) {
            List<Double> rates = new ArrayList<>();
            train(
                    s,
                    (contract, worker) -> {
                        Computation honest = told(contract);
                        return (model, attempt) -> {
                            if (worker == 0) {
                                rates.add(model.rate().orElseThrow());
                            }
                            return honest.gradient(model, attempt);
                        };
                    });
            assertThat(rates).containsExactly(0.5, 0.25, 0.125);
        }
    }

    @Test
    void aWorkerThatWasToldNothingElseTrainsTheSameModel() {
        float[] told;
        try (var s = new TestServer(config(MLP.dimension(), 5, TASK))) {
            told = train(s, (contract, worker) -> told(contract));
        }
        float[] insisted;
        try (var s = new TestServer(config(MLP.dimension(), 5, Task.UNSPECIFIED))) {
            insisted =
                    train(
                            s,
                            (contract, worker) ->
                                    Assignment.of(contract, TASK, OptionalLong.of(SEED))
                                            .on(SPLIT, Partition.of("random"), Codecs.FLOAT32));
        }
        assertThat(told).containsExactly(insisted);
        assertThat(told).isNotEqualTo(new float[told.length]);
    }

    private static Computation told(Contract contract) {
        return Assignment.of(contract, Task.UNSPECIFIED, OptionalLong.empty())
                .on(SPLIT, Partition.of("random"), Codecs.FLOAT32);
    }

    /** What a worker computes. */
    private interface Part {
        Computation of(Contract contract, int worker);
    }

    /** The last model. */
    private static float[] train(TestServer s, Part part) {
        ExecutorService compute = Executors.newFixedThreadPool(TestServer.N);
        try {
            List<Future<?>> workers = new ArrayList<>();
            for (int worker = 0; worker < TestServer.N; worker++) {
                GrpcClient client = s.client(worker);
                Contract contract = await(client.join());
                workers.add(Worker.run(client, contract, part.of(contract, worker), compute));
            }
            workers.forEach(TestServer::await);
            return await(s.server.finished()).parameters();
        } finally {
            compute.shutdown();
        }
    }
}
