package bft.worker;

import static org.assertj.core.api.Assertions.assertThat;

import bft.worker.client.FakeServer;
import bft.worker.model.GradientFunction;
import bft.worker.model.Models;
import bft.worker.wire.Messages;
import bft.worker.wire.Task;
import bft.worker.wire.Tensor;
import bft.worker.wire.v1.Proto;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** The worker takes its task from the server, or says what it cannot or must not do. */
class WorkerMainTaskTest extends WorkerMainFixture {
    @Test
    void namesBothNumbersWhenTheModelDoesNotFit() {
        try (FakeServer server = server(softmax.dimension() + 1, List.of())) {
            assertThat(run(server, "--token", "t")).isEqualTo(2);
            assertThat(err.toString().strip())
                    .isEqualTo(
                            "bft-worker: softmax on 256 features and 10 classes has %d parameters,"
                                            .formatted(softmax.dimension())
                                    + " the model of job demo has "
                                    + (softmax.dimension() + 1));
        }
    }

    @Test
    void aCodecThatTheServerDoesNotTakeIsToldBeforeTraining() {
        try (FakeServer server = server(softmax.dimension(), List.of())) {
            assertThat(run(server, "--token", "t", "--codec", "bfloat16")).isEqualTo(7);
            assertThat(err.toString())
                    .contains("sends gradients as bfloat16, the server takes float32");
            assertThat(server.pushes).isEmpty();
        }
    }

    @Test
    void namesTheFirstTensorThatDiffers() {
        var weights = new Tensor("", List.of(256, 10));
        assertLayoutRefused(
                "tensor 2 is layer1.bias=10 here and offset=10 there",
                weights,
                new Tensor("offset", List.of(10)));
        assertLayoutRefused(
                "tensor 1 is layer1.weight=256x10 here and 10x256 there",
                new Tensor("", List.of(10, 256)),
                new Tensor("", List.of(10)));
        assertLayoutRefused(
                "tensor 2 is layer1.bias=10 here and 5 there",
                weights,
                new Tensor("", List.of(5)),
                new Tensor("", List.of(5)));
    }

    private void assertLayoutRefused(String difference, Tensor... told) {
        err.getBuffer().setLength(0);
        try (FakeServer server = server(softmax.dimension(), List.of(told))) {
            assertThat(run(server, "--token", "t")).isEqualTo(2);
            assertThat(server.joins()).isZero();
            assertThat(err.toString().strip())
                    .isEqualTo(
                            "bft-worker: softmax on 256 features and 10 classes has another"
                                    + " layout than the model of job demo: "
                                    + difference);
        }
    }

    @Test
    void aWorkerWithNothingButServerAndTokenTrainsWhatTheServerSays() {
        GradientFunction mlp = Models.of("mlp:hidden=4", 256, 10);
        var task =
                new Task(
                        "mlp:hidden=4",
                        8,
                        "reshuffled",
                        "clip:norm=0.5,local-steps:k=2",
                        mlp.tensors());
        List<float[]> told = pushesOf(task, mlp.dimension(), OptionalDouble.of(0.25));
        List<float[]> insisted =
                pushesOf(
                        Task.UNSPECIFIED,
                        mlp.dimension(),
                        OptionalDouble.empty(),
                        "--model=mlp:hidden=4",
                        "--batch=8",
                        "--sampling=reshuffled",
                        "--local=clip:norm=0.5,local-steps:k=2,rate=0.25",
                        "--seed=7");
        assertThat(told).hasSize(2);
        for (int i = 0; i < told.size(); i++) {
            assertThat(told.get(i)).containsExactly(insisted.get(i));
        }
    }

    private List<float[]> pushesOf(Task task, int d, OptionalDouble rate, String... options) {
        try (FakeServer server = server(d, task, "127.0.0.1")) {
            for (int i = 0; i < d; i++) {
                server.parameters[i] = (i % 7 - 3) / 8f;
            }
            server.rate = rate;
            List<String> all = new ArrayList<>(List.of("--token", "t"));
            all.addAll(List.of(options));
            assertThat(run(server, all.toArray(String[]::new))).as(err.toString()).isZero();
            return server.pushes.stream().map(FakeServer.Pushed::gradient).toList();
        }
    }

    @Test
    void aWorkerThatInsistsOnSomethingElseIsToldEachDifference() {
        var task = new Task("softmax", 32, "", "none", List.of());
        try (FakeServer server = server(softmax.dimension(), task, "127.0.0.1")) {
            int code =
                    run(
                            server,
                            "--token=t",
                            "--model=mlp:64",
                            "--batch=64",
                            "--sampling=reshuffled",
                            "--local=none",
                            "--seed=8");
            assertThat(code).isEqualTo(6);
            assertThat(err.toString().strip())
                    .isEqualTo(
                            "bft-worker: this worker's options contradict job demo: model is"
                                    + " mlp:64 here and softmax there, batch is 64 here and 32"
                                    + " there, seed is 8 here and 7 there; omit these options,"
                                    + " or change the job's");
            assertThat(server.joins()).isZero();
        }
    }

    @Test
    void aTaskThatThisWorkerCannotDoIsNamed() {
        assertUndoable(
                new Task("transformer", 0, "", "", List.of()),
                "this worker does not support the task of job demo: no model 'transformer'; there are");
        assertUndoable(
                new Task("", 65_537, "", "", List.of()), "batch must be in [1, 65536], got 65537");
        assertUndoable(
                new Task("", 0, "best-first", "", List.of()),
                "no sampling 'best-first'; there are with-replacement, reshuffled");
        assertUndoable(new Task("", 0, "", "spin", List.of()), "no local method 'spin'");
    }

    private void assertUndoable(Task task, String why) {
        err.getBuffer().setLength(0);
        try (FakeServer server = server(softmax.dimension(), task, "127.0.0.1")) {
            assertThat(run(server, "--token", "t")).isEqualTo(6);
            assertThat(err.toString()).contains(why).hasLineCount(1);
            assertThat(server.joins()).isZero();
        }
    }

    @Test
    void aTaskBeyondItsLimitsBreaksTheContract() {
        try (FakeServer server = server(softmax.dimension(), List.of())) {
            byte[] sound = Messages.encode(server.contract).getBytes();
            var task = Proto.Task.newBuilder().setVersion(1).setModel("m".repeat(100_000));
            byte[] more = Proto.JoinReply.newBuilder().setTask(task).build().toByteArray();
            server.join = request -> request.response().end(Buffer.buffer(sound).appendBytes(more));

            assertThat(run(server, "--token", "t")).isEqualTo(8);
            assertThat(err.toString())
                    .contains("model must have at most 200 characters, has 100000")
                    .hasLineCount(1);
        }
    }
}
