package bft.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bft.worker.client.FakeServer;
import bft.worker.codec.Codecs;
import bft.worker.data.Datasets;
import bft.worker.model.GradientFunction;
import bft.worker.model.Models;
import bft.worker.verdict.Refusal;
import bft.worker.wire.Contract;
import bft.worker.wire.JobPhase;
import bft.worker.wire.Messages;
import bft.worker.wire.Task;
import bft.worker.wire.Tensor;
import bft.worker.wire.Transfer;
import bft.worker.wire.v1.Proto;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class WorkerMainTest {

    private static final long SEED = 7;

    private static Vertx vertx;
    private static GradientFunction softmax;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

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

    @Test
    void worksUntilTheJobFinishes(@TempDir Path directory) throws Exception {
        Path token = Files.writeString(directory.resolve("token"), "secret-3\n");
        assertThat(token.toFile().setReadable(false, false)).isTrue();
        assertThat(token.toFile().setReadable(true, true)).isTrue();
        try (FakeServer server = server(softmax.dimension(), softmax.tensors())) {
            int exit = run(server, "--token-file", token.toString(), "--batch", "8");

            assertThat(err.toString()).isEmpty();
            assertThat(exit).isZero();
            assertThat(out.toString().strip())
                    .isEqualTo(
                            "worker 3: the job finished at version 2; gradients: 2 accepted, 0"
                                    + " refused");
            assertThat(server.tokens).containsExactly("Bearer secret-3");
            assertThat(server.pushes).hasSize(2);
            assertThat(server.pushes.get(0).gradient())
                    .isNotEqualTo(server.pushes.get(1).gradient());
        }
    }

    @Test
    void joinsAServerOnAnAddressOfVersionSix() {
        assumeTrue(hasVersionSix(), "skipped: there is no ::1 here");
        try (FakeServer server = server(softmax.dimension(), softmax.tensors(), "::1")) {
            String endpoint = "[::1]:" + server.address().port();

            assertThat(run("--server", endpoint, "--token", "t", "--give-up", "0")).isZero();
            assertThat(err.toString()).isEmpty();
            assertThat(server.authorities).containsOnly(endpoint);
        }
    }

    private static boolean hasVersionSix() {
        try (var socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress("::1", 0));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void warnsOfATokenThatOthersCanRead(@TempDir Path directory) throws Exception {
        Path token = Files.writeString(directory.resolve("token"), "secret-3\n");
        assumeTrue(
                Files.getFileStore(token).supportsFileAttributeView("posix"),
                "skipped: files have no rights here");
        for (String rights : List.of("rw-r-----", "rw----r--")) {
            Files.setPosixFilePermissions(token, PosixFilePermissions.fromString(rights));
            err.getBuffer().setLength(0);
            try (FakeServer server = server(softmax.dimension(), List.of())) {
                assertThat(run(server, "--token-file", token.toString())).isZero();
            }
            assertThat(err.toString())
                    .startsWith("bft-worker: warning: others can read " + token)
                    .contains(rights, "chmod 600 " + token)
                    .hasLineCount(1);
        }
    }

    @Test
    void aServerThatEndsEarlierThanItSaidHasFinished() {
        try (FakeServer server = server(softmax.dimension(), List.of())) {
            server.push =
                    request ->
                            server.receive(
                                    request,
                                    () -> {
                                        server.version = 1;
                                        server.state = JobPhase.FINISHED;
                                        server.answerPush(request);
                                    });
            assertThat(run(server, "--token", "t")).isZero();
            assertThat(out.toString()).contains("the job finished at version 1; gradients: 1 acc");
            assertThat(server.pushes).hasSize(1);
        }
    }

    @Test
    void aServerThatGoesOnLongerThanItSaidKeepsItsWorkers() {
        try (FakeServer server = server(softmax.dimension(), List.of())) {
            Contract first = server.contract;
            server.push =
                    request ->
                            server.receive(
                                    request,
                                    () -> {
                                        server.version++;
                                        server.answerPush(request);
                                        if (server.version == 1) {
                                            server.contract = until(first, 4);
                                            request.connection().close();
                                        }
                                    });
            assertThat(run("--server", server.address().toString(), "--token", "t")).isZero();
            assertThat(out.toString()).contains("the job finished at version 4");
        }
    }

    private static Contract until(Contract c, long finalVersion) {
        return new Contract(
                c.job(),
                c.worker(),
                c.n(),
                c.f(),
                c.dimension(),
                c.task(),
                c.transfer(),
                c.seed(),
                finalVersion,
                c.lastSequence());
    }

    @Test
    void errorsAreOneLineAndTheCallsThatLedThereAreShownWhenAsked() {
        String[] call = {"--server", "localhost:1", "--token", "t", "--give-up", "0"};
        assertThat(run(call)).isEqualTo(4);
        assertThat(err.toString()).hasLineCount(1);
        assertThat(run(Stream.concat(Stream.of("--debug"), Stream.of(call)).toArray(String[]::new)))
                .isEqualTo(4);
        assertThat(err.toString()).contains("\tat bft.worker.");
    }

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
            assertThat(run(server, "--token", "t", "--codec", "bfloat16")).isEqualTo(3);
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
                new Task("", 0, "best-first", "", List.of()), "sampling must be with-replacement");
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

            assertThat(run(server, "--token", "t")).isEqualTo(4);
            assertThat(err.toString())
                    .contains("model must have at most 200 characters, has 100000")
                    .hasLineCount(1);
        }
    }

    @Test
    void tellsThatItWasRefused() {
        try (FakeServer server = server(softmax.dimension(), List.of())) {
            server.join =
                    request -> FakeServer.refuse(request, Refusal.UNKNOWN_WORKER, "unknown token");

            assertThat(run(server, "--token", "t")).isEqualTo(3);
            assertThat(err.toString().strip())
                    .isEqualTo("bft-worker: UNAUTHENTICATED: unknown token");
        }
    }

    @Test
    void tellsThatAnotherProcessHasItsSlot() {
        try (FakeServer server = server(softmax.dimension(), List.of())) {
            server.push =
                    request ->
                            server.receive(
                                    request,
                                    () ->
                                            FakeServer.refuse(
                                                    request, Refusal.SLOT_TAKEN, "another one"));

            assertThat(run(server, "--token", "t")).isEqualTo(5);
            assertThat(err.toString().strip())
                    .isEqualTo("bft-worker: FAILED_PRECONDITION: another one");
            assertThat(server.joins()).isEqualTo(1);
            assertThat(server.leaves).isEmpty();
        }
    }

    @Test
    void tellsThatTheJobFailed() {
        try (FakeServer server = server(softmax.dimension(), List.of())) {
            server.state = JobPhase.FAILED;
            server.version = -1;

            assertThat(run(server, "--token", "t")).isEqualTo(1);
            assertThat(out.toString()).contains("the job failed at version -1: because");
        }
    }

    @Test
    void tellsThatTheServerIsGone() {
        FakeServer server = server(softmax.dimension(), List.of());
        server.close();

        assertThat(run(server, "--token", "t")).isEqualTo(4);
        assertThat(err.toString()).startsWith("bft-worker: UNAVAILABLE: ");
    }

    @Test
    void readsTheDataBeforeItTakesItsSlot() {
        try (FakeServer server = server(softmax.dimension(), List.of())) {
            assertThat(run(server, "--token", "t", "--data", "nowhere")).isEqualTo(2);
            assertThat(err.toString()).contains("nowhere");
            assertThat(server.looks).hasValue(1);
            assertThat(server.joins()).isZero();
        }
    }

    @Test
    void namesWhatIsWrongWithTheDataOnOneLine(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("own.csv"), "1,a\n?,b\n");
        try (FakeServer server = server(softmax.dimension(), List.of())) {
            assertThat(run(server, "--token", "t", "--data", file.toString())).isEqualTo(2);
        }
        assertThat(err.toString().strip())
                .startsWith("bft-worker: " + file + ", line 2: column 0 has no value, got '?'")
                .hasLineCount(1);
    }

    @Test
    void namesTheReasonOnOneLineWhenTheDataCannotBeRead() {
        assumeTrue(Files.isReadable(Path.of("/proc/self/mem")), "no file that fails when read");
        try (FakeServer server = server(softmax.dimension(), List.of())) {
            assertThat(run(server, "--token", "t", "--data", "/proc/self/mem")).isEqualTo(2);
        }
        assertThat(err.toString().strip())
                .isEqualTo("bft-worker: /proc/self/mem: Input/output error");
    }

    @Test
    void refusesBadArguments(@TempDir Path directory) {
        assertBad("Missing required option: '--server=HOST:PORT'", "--token", "t");
        assertBad("--server must be HOST:PORT", "--server", "localhost", "--token", "t");
        assertBad("got '::1:5000'", "--server", "::1:5000", "--token", "t");
        assertBad("got '[::1]'", "--server", "[::1]", "--token", "t");
        assertBad("got 'localhost:0'", "--server", "localhost:0", "--token", "t");
        assertBad("got 'localhost:70000'", "--server", "localhost:70000", "--token", "t");
        assertBad("give either --token-file or --token", "--server", "localhost:1");
        assertBad("a token needs 1 to 4096", "--server", "localhost:1", "--token", "a b");
        assertBad(
                "cannot read the token file",
                "--server",
                "localhost:1",
                "--token-file",
                directory.resolve("none").toString());
        assertBad(
                "--batch must be a whole number in [1, 65536], got '0'",
                "--server",
                "localhost:1",
                "--token",
                "t",
                "--batch",
                "0");
        assertBad(
                "--log-level must be error, warn, info, debug or trace, got 'loud'",
                "--server",
                "localhost:1",
                "--token",
                "t",
                "--log-level",
                "loud");
        assertBad(
                "no partition 'odd'",
                "--server",
                "localhost:1",
                "--token",
                "t",
                "--partition",
                "odd");
    }

    private void assertBad(String message, String... arguments) {
        err.getBuffer().setLength(0);
        assertThat(run(arguments)).isEqualTo(2);
        assertThat(err.toString()).contains(message);
    }

    private int run(FakeServer server, String... options) {
        String[] arguments = new String[options.length + 4];
        arguments[0] = "--server";
        arguments[1] = server.address().toString();
        arguments[2] = "--give-up";
        arguments[3] = "0";
        System.arraycopy(options, 0, arguments, 4, options.length);
        return run(arguments);
    }

    private int run(String... arguments) {
        return WorkerMain.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }

    private static FakeServer server(int dimension, List<Tensor> tensors) {
        return server(dimension, tensors, "127.0.0.1");
    }

    private static FakeServer server(int dimension, List<Tensor> tensors, String host) {
        return server(dimension, Task.UNSPECIFIED.with(tensors), host);
    }

    private static FakeServer server(int dimension, Task task, String host) {
        var transfer = new Transfer(400, List.of(Codecs.FLOAT32));
        Contract contract = new Contract("demo", 3, 11, 3, dimension, task, transfer, SEED, 2, 0);
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
