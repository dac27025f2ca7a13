package bft.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bft.worker.client.CallException;
import bft.worker.client.ClientOptions;
import bft.worker.client.Computation;
import bft.worker.client.FakeServer;
import bft.worker.client.GrpcClient;
import bft.worker.client.Model;
import bft.worker.codec.Codecs;
import bft.worker.verdict.Refusal;
import bft.worker.wire.Contract;
import bft.worker.wire.Incarnation;
import bft.worker.wire.JobPhase;
import bft.worker.wire.Task;
import bft.worker.wire.Transfer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The loop over real sockets, against a server that makes a version of each push. */
@Timeout(60)
class WorkerTest {

    private final Vertx vertx = Vertx.vertx();
    private final ExecutorService compute = Executors.newSingleThreadExecutor();
    private FakeServer server;
    private GrpcClient client;

    @BeforeEach
    void start() {
        server = new FakeServer(vertx, contract(3), new float[] {10f, 20f});
        server.push =
                request ->
                        server.receive(
                                request,
                                () -> {
                                    advance();
                                    server.answerPush(request);
                                });
        client =
                new GrpcClient(
                        vertx,
                        server.address(),
                        "t",
                        ClientOptions.defaults().withGiveUpMillis(100));
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        compute.shutdownNow();
        await(vertx.close());
    }

    @Test
    void pushesOneGradientForEachVersionUntilTheFinalOneAndLeaves() throws Exception {
        WorkerReport report = run(model -> new float[] {model.version(), -model.parameters()[0]});

        assertThat(server.pushes.stream().map(p -> p.header().baseVersion()))
                .containsExactly(0L, 1L, 2L);
        assertThat(server.pushes.stream().map(FakeServer.Pushed::gradient))
                .containsExactly(new float[] {0, -10}, new float[] {1, -11}, new float[] {2, -12});
        assertThat(server.leaves).hasSize(1);
        assertThat(report.version()).isEqualTo(3);
        assertThat(report)
                .hasToString("the job finished at version 3; gradients: 3 accepted, 0 refused");
    }

    @Test
    void computesOffTheThreadsOfTheNetwork() throws Exception {
        run(
                model -> {
                    assertThat(Thread.currentThread().getName()).doesNotContain("eventloop");
                    return model.parameters().clone();
                });

        assertThat(server.pushes).hasSize(3);
    }

    @Test
    void countsRefusalsAndGoesOnWithTheNextVersion() throws Exception {
        server.push =
                request ->
                        server.receive(
                                request,
                                () -> {
                                    advance();
                                    if (server.version == 2) {
                                        server.answerPush(request);
                                    } else {
                                        FakeServer.refuse(request, Refusal.NON_FINITE, "NaN");
                                    }
                                });

        WorkerReport report = run(model -> new float[] {Float.NaN, 0f});

        assertThat(report)
                .hasToString(
                        "the job finished at version 3; gradients: 1 accepted, 2 refused"
                                + " (NON_FINITE 2)");
    }

    @Test
    void goesOnWithTheSameVersionAsOftenAsTheContractAllows() throws Exception {
        server.contract = contract(3, 3);
        server.push =
                request ->
                        server.receive(
                                request,
                                () -> {
                                    boolean taken = server.pushes.size() % 3 != 1;
                                    if (taken) {
                                        advance();
                                        server.answerPush(request);
                                    } else {
                                        FakeServer.refuse(request, Refusal.LIPSCHITZ_EXCEEDED, "K");
                                    }
                                });

        run((model, attempt) -> new float[] {model.version(), attempt});

        assertThat(server.pushes.stream().map(FakeServer.Pushed::gradient))
                .containsExactly(
                        new float[] {0, 0},
                        new float[] {0, 1},
                        new float[] {1, 0},
                        new float[] {2, 0},
                        new float[] {2, 1});
        assertThat(server.pushes.stream().map(push -> push.header().attempt()))
                .containsExactly(0, 1, 0, 0, 1);
    }

    @Test
    void waitsForANewerVersionAfterItsLastAttempt() throws Exception {
        server.contract = contract(3, 2);
        server.push =
                request ->
                        server.receive(
                                request,
                                () -> FakeServer.refuse(request, Refusal.TOO_FREQUENT, "turn"));
        server.pull =
                request -> {
                    if (server.pushes.size() % 2 == 0 && !server.pushes.isEmpty()) {
                        advance();
                    }
                    server.answerPull(request);
                };

        WorkerReport report = run((model, attempt) -> new float[] {model.version(), attempt});

        assertThat(report.refused()).containsEntry(Refusal.TOO_FREQUENT, 6L);
        assertThat(server.pushes.stream().map(push -> push.header().baseVersion()))
                .containsExactly(0L, 0L, 1L, 1L, 2L, 2L);
        // Two attempts on a version: the pull between them waits for nothing, the others do.
        assertThat(server.pulls.stream().map(pull -> pull.waitMillis() == 0))
                .containsExactly(false, true, false, true, false, true, false);
    }

    @Test
    void waitsForTheNextVersionWhereItHasNothingToPush() throws Exception {
        server.pull =
                request -> {
                    if (server.pulls.size() == 3) {
                        advance();
                    }
                    server.answerPull(request);
                };

        WorkerReport report =
                run(model -> model.version() == 1 ? new float[0] : model.parameters().clone());

        assertThat(report.accepted()).isEqualTo(2);
        assertThat(server.pushes.stream().map(push -> push.header().baseVersion()))
                .containsExactly(0L, 2L);
    }

    @Test
    void endsWithAJobThatFailed() throws Exception {
        server.push =
                request ->
                        server.receive(
                                request,
                                () -> {
                                    server.state = JobPhase.FAILED;
                                    FakeServer.refuse(request, Refusal.JOB_ENDED, "failed");
                                });

        WorkerReport report = run(model -> model.parameters().clone());

        assertThat(report.state()).isEqualTo(JobPhase.FAILED);
        assertThat(report.message()).isEqualTo("the job failed at version 0: because");
    }

    @Test
    void leavesWhenItsOwnComputationFails() {
        assertThatThrownBy(
                        () ->
                                run(
                                        model -> {
                                            throw new IllegalStateException("no more memory");
                                        }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no more memory");
        assertThat(server.leaves).hasSize(1);
    }

    @Test
    void endsOnAnErrorOfItsOwnComputation() {
        assertThatThrownBy(
                        () ->
                                run(
                                        model -> {
                                            throw new StackOverflowError("too deep");
                                        }))
                .hasRootCauseMessage("too deep");
    }

    @Test
    void failsWhenTheServerNoLongerKnowsIt() {
        server.push =
                request ->
                        server.receive(
                                request,
                                () ->
                                        FakeServer.refuse(
                                                request, Refusal.UNKNOWN_WORKER, "revoked"));

        assertThatThrownBy(() -> run(model -> model.parameters().clone()))
                .isInstanceOf(CallException.class)
                .hasMessage("UNAUTHENTICATED: revoked");
        assertThat(server.pushes).hasSize(1);
    }

    @Test
    void survivesARestartOfTheServer() throws Exception {
        client =
                new GrpcClient(
                        vertx,
                        server.address(),
                        "t",
                        ClientOptions.defaults().withGiveUpMillis(20_000));

        WorkerReport report =
                run(
                        model -> {
                            if (model.version() == 1 && server.joins() == 1) {
                                server.restart();
                            }
                            return model.parameters().clone();
                        });

        assertThat(report.accepted()).isEqualTo(3);
        assertThat(server.joins()).isEqualTo(2);
    }

    @Test
    void anObserverHasNothingToPush() {
        assertThatThrownBy(
                        () ->
                                Worker.run(
                                        client,
                                        contract(Contract.OBSERVER),
                                        (model, attempt) -> model.parameters(),
                                        compute))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private void advance() {
        server.version++;
        server.parameters = new float[] {server.parameters[0] + 1, 20f};
        server.state = server.version == 3 ? JobPhase.FINISHED : JobPhase.RUNNING;
    }

    private WorkerReport run(Function<Model, float[]> gradient) throws Exception {
        return run((model, attempt) -> gradient.apply(model));
    }

    private WorkerReport run(Computation gradient) throws Exception {
        return await(
                client.join().compose(contract -> Worker.run(client, contract, gradient, compute)));
    }

    private static Contract contract(int worker) {
        return contract(worker, 1);
    }

    private static Contract contract(int worker, int attempts) {
        var transfer = new Transfer(400, Codecs.ALL, attempts);
        return new Contract(
                "job",
                worker,
                11,
                3,
                2,
                Task.UNSPECIFIED,
                transfer,
                99L,
                3,
                0,
                Incarnation.UNSPECIFIED);
    }

    private static <T> T await(Future<T> future) throws Exception {
        try {
            return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }
}
