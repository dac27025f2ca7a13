package bft.worker.client;

import static bft.worker.codec.Codecs.FLOAT32;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bft.aggregation.admission.Contribution;
import bft.worker.codec.Codecs;
import bft.worker.verdict.Accepted;
import bft.worker.verdict.Refusal;
import bft.worker.verdict.Refused;
import bft.worker.verdict.Verdict;
import bft.worker.wire.Chunks;
import bft.worker.wire.Contract;
import bft.worker.wire.JobPhase;
import bft.worker.wire.JoinRequest;
import bft.worker.wire.Protocol;
import bft.worker.wire.ServerStatus;
import bft.worker.wire.Task;
import bft.worker.wire.Transfer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.GrpcServerRequest;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The client against a server over loopback that can be told to misbehave. */
@Timeout(60)
class GrpcClientTest {

    private static final int DIMENSION = 1_000;
    private static final int CHUNK_BYTES = 400;
    private static final String TOKEN = "secret-7";

    private static final ClientOptions OPTIONS =
            new ClientOptions(
                    5_000, 10_000, 30_000, 200, new Backoff(5, 50, 20_000), 10_000_000, FLOAT32);

    /** For servers that do not answer: gives up soon after the first failure. */
    private static final ClientOptions IMPATIENT =
            new ClientOptions(
                    1_000, 500, 30_000, 200, new Backoff(5, 50, 100), 10_000_000, FLOAT32);

    private Vertx vertx;
    private FakeServer server;
    private GrpcClient client;

    @BeforeEach
    void start() throws Exception {
        vertx = Vertx.vertx();
        server = new FakeServer(vertx, contract(DIMENSION, CHUNK_BYTES, 0), random(DIMENSION, 1));
        client = new GrpcClient(vertx, server.address(), TOKEN, OPTIONS);
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        await(vertx.close());
    }

    @Test
    void carriesFiveMillionParametersBothWaysToTheBit() throws Exception {
        int d = 5_000_000;
        server.contract = contract(d, Protocol.CHUNK_BYTES, 0);
        server.parameters = random(d, 2);
        float[] gradient = random(d, 3);

        Model model = await(client.pull(-1));
        Verdict verdict = await(client.push(new Contribution(3, model.version(), gradient)));

        assertThat(model.version()).isZero();
        assertThat(model.parameters()).isEqualTo(server.parameters);
        assertThat(verdict).isEqualTo(new Accepted(1));
        assertThat(server.pushes.get(0).gradient()).isEqualTo(gradient);
    }

    @Test
    void joinsOnceWithItsToken() throws Exception {
        Contract contract = await(client.join());
        await(client.pull(-1));

        assertThat(contract).isEqualTo(server.contract);
        assertThat(server.tokens).containsExactly("Bearer secret-7");
    }

    @Test
    void asksAgainUntilThereIsANewerModel() throws Exception {
        server.version = 4;
        server.pull =
                request -> {
                    server.version = server.pulls.size() == 2 ? 5 : 4;
                    server.answerPull(request);
                };

        Model model = await(client.pull(4));

        assertThat(model.version()).isEqualTo(5);
        assertThat(server.pulls).hasSize(3).allMatch(p -> p.newerThan() == 4);
        assertThat(server.pulls.get(0).waitMillis()).isEqualTo(200);
        assertThat(server.joins()).isEqualTo(1);
    }

    @Test
    void takesTheNewestModelOfAServerThatWasSetBack() throws Exception {
        server.version = 2;

        assertThat(await(client.pull(7)).version()).isEqualTo(2);
    }

    @Test
    void numbersItsPushesOnFromTheContract() throws Exception {
        server.contract = contract(DIMENSION, CHUNK_BYTES, 41);

        await(client.push(gradient()));
        await(client.push(gradient()));

        assertThat(server.pushes.stream().map(p -> p.header().sequence()))
                .containsExactly(42L, 43L);
        assertThat(server.pushes.get(0).header().dimension()).isEqualTo(DIMENSION);
    }

    @Test
    void aRefusalIsAResultWithItsReasonAndDetail() throws Exception {
        server.push =
                request ->
                        server.receive(
                                request,
                                () ->
                                        FakeServer.refuse(
                                                request,
                                                Refusal.NON_FINITE,
                                                "coordinate 3 of 2f+3 is NaN, 100 % sure"));

        Verdict verdict = await(client.push(gradient()));

        assertThat(verdict)
                .isEqualTo(
                        new Refused(Refusal.NON_FINITE, "coordinate 3 of 2f+3 is NaN, 100 % sure"));
        assertThat(server.pushes).hasSize(1);
    }

    @Test
    void hearsARefusalThatComesBeforeTheGradientIsSent() throws Exception {
        int d = 5_000_000;
        server.contract = contract(d, Protocol.CHUNK_BYTES, 0);
        server.push =
                request ->
                        request.handler(
                                first -> {
                                    request.pause();
                                    FakeServer.refuse(request, Refusal.STALE_VERSION, "too old");
                                });

        Verdict verdict = await(client.push(new Contribution(3, 0, new float[d])));

        assertThat(verdict).isEqualTo(new Refused(Refusal.STALE_VERSION, "too old"));
    }

    @Test
    void repeatsAPushWithItsSequenceNumberWhenTheAnswerIsLost() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        server.push =
                request ->
                        server.receive(
                                request,
                                () -> {
                                    if (calls.getAndIncrement() == 0) {
                                        request.connection().close();
                                    } else {
                                        server.answerPush(request);
                                    }
                                });

        assertThat(await(client.push(gradient()))).isEqualTo(new Accepted(1));
        assertThat(await(client.push(gradient()))).isEqualTo(new Accepted(1));

        assertThat(server.pushes.stream().map(p -> p.header().sequence()))
                .containsExactly(1L, 1L, 2L);
        assertThat(server.joins()).isEqualTo(2);
    }

    @Test
    void triesAgainWithoutANewConnectionWhenItsOldStreamIsStillOpen() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        server.push =
                request ->
                        server.receive(
                                request,
                                () -> {
                                    if (calls.getAndIncrement() < 2) {
                                        FakeServer.refuse(
                                                request, Refusal.TOO_MANY_STREAMS, "one is open");
                                    } else {
                                        server.answerPush(request);
                                    }
                                });

        assertThat(await(client.push(gradient()))).isEqualTo(new Accepted(1));

        assertThat(server.pushes).hasSize(3).allMatch(p -> p.header().sequence() == 1);
        assertThat(server.joins()).isEqualTo(1);
    }

    @Test
    void pullsAgainWhenTheConnectionBreaksInMidModel() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        server.pull =
                request -> {
                    if (calls.getAndIncrement() > 0) {
                        server.answerPull(request);
                        return;
                    }
                    request.response().write(server.header(0, DIMENSION));
                    request.response()
                            .write(Chunks.encode(FLOAT32, server.parameters, 0, 100))
                            .onComplete(written -> request.connection().close());
                };

        Model model = await(client.pull(-1));

        assertThat(model.parameters()).isEqualTo(server.parameters);
        assertThat(server.joins()).isEqualTo(2);
    }

    @Test
    void goesOnAfterTheServerRestartsAtTheSamePort() throws Exception {
        CompletableFuture<Void> asked = new CompletableFuture<>();
        server.pull = request -> asked.complete(null);
        await(client.join());
        Future<Model> pulling = client.pull(-1);
        asked.get(10, TimeUnit.SECONDS);

        server.pull = server::answerPull;
        server.restart();

        assertThat(await(pulling).parameters()).isEqualTo(server.parameters);
        assertThat(server.joins()).isEqualTo(2);
    }

    @Test
    void doesNotTakeAnotherJobForItsOwn() throws Exception {
        await(client.join());
        server.contract = contract(DIMENSION + 1, CHUNK_BYTES, 0);
        server.restart();

        assertFails(() -> await(client.pull(-1)), GrpcStatus.FAILED_PRECONDITION)
                .hasMessageContaining("dimension 1000, and now finds job, 3, 1001");
    }

    @Test
    void givesUpOnAServerThatBreaksTheContract() {
        assertBroken(
                request -> request.response().end(server.header(0, DIMENSION + 1)),
                "a model of dimension 1001, the contract says 1000");
        assertBroken(
                request -> request.response().end(server.header(501, DIMENSION)),
                "version 501 is beyond the final version 500");
        assertBroken(
                request -> request.response().end(server.header(0, DIMENSION)),
                "the model ended after 0 of 1000 floats");
        assertBroken(request -> request.response().end(), "the answer ended before its header");
        assertBroken(
                request -> answer(request, Chunks.encode(FLOAT32, server.parameters, 0, 10)),
                "got data, expected the header");
        assertBroken(
                request ->
                        answer(
                                request,
                                server.header(0, DIMENSION),
                                Chunks.encode(FLOAT32, server.parameters, 0, 10),
                                Chunks.encode(FLOAT32, server.parameters, 11, 21)),
                "got data at offset 11, expected offset 10");
        assertBroken(
                request ->
                        answer(
                                request,
                                server.header(0, DIMENSION),
                                Chunks.encode(FLOAT32, new float[2_000], 0, 1_001)),
                "1001 values at offset 0 exceed the dimension 1000");
        assertBroken(
                request ->
                        answer(
                                request,
                                server.header(-1, DIMENSION),
                                Chunks.encode(FLOAT32, server.parameters, 0, 10)),
                "data of version -1, which is not newer than -1");
        assertBroken(request -> answer(request, Buffer.buffer("\u0001")), "no field has the tag 1");
        assertBroken(
                request -> {
                    request.response().encoding("gzip");
                    answer(request, server.header(0, DIMENSION));
                },
                "a message is compressed: gzip");
        assertBroken(
                request -> answer(request, Buffer.buffer(new byte[262_145])),
                "a message of 262145 bytes, the limit is 262144");
    }

    @Test
    void givesUpOnAServerThatNeverAnswers() {
        useServer(server.address());
        server.join = request -> {};

        assertFails(() -> await(client.pull(-1)), GrpcStatus.DEADLINE_EXCEEDED)
                .hasMessageContaining("the last: DEADLINE_EXCEEDED: not completed after 500 ms");
    }

    @Test
    void givesUpOnAServerThatStopsInMidModel() {
        useServer(server.address());
        server.pull =
                request -> {
                    request.response().write(server.header(0, DIMENSION));
                    request.response().write(Chunks.encode(FLOAT32, server.parameters, 0, 100));
                };

        assertFails(() -> await(client.pull(-1)), GrpcStatus.DEADLINE_EXCEEDED)
                .hasMessageContaining("nothing from the server for 500 ms");
        assertThat(server.joins()).isGreaterThan(1);
    }

    @Test
    void givesUpOnAServerThatDoesNotReadTheGradient() {
        useServer(server.address());
        int d = 5_000_000;
        server.contract = contract(d, Protocol.CHUNK_BYTES, 0);
        server.push = request -> request.pause();

        assertFails(
                () -> await(client.push(new Contribution(3, 0, new float[d]))),
                GrpcStatus.DEADLINE_EXCEEDED);
    }

    @Test
    void waitsForASlowReaderWithoutFailing() throws Exception {
        int d = 5_000_000;
        server.contract = contract(d, Protocol.CHUNK_BYTES, 0);
        AtomicInteger frames = new AtomicInteger();
        server.push =
                request -> {
                    server.receive(request, () -> server.answerPush(request));
                    request.pause();
                    vertx.setPeriodic(
                            2,
                            tick -> {
                                request.fetch(1);
                                if (frames.incrementAndGet() > 100) {
                                    vertx.cancelTimer(tick);
                                    request.resume();
                                }
                            });
                };
        float[] gradient = random(d, 4);

        assertThat(await(client.push(new Contribution(3, 0, gradient)))).isEqualTo(new Accepted(1));
        assertThat(server.pushes.get(0).gradient()).isEqualTo(gradient);
    }

    @Test
    void aLateAnswerHurtsNothing() throws Exception {
        useServer(server.address());
        Promise<GrpcServerRequest<Buffer, Buffer>> late = Promise.promise();
        Promise<Void> dropped = Promise.promise();
        server.join =
                request -> {
                    if (late.tryComplete(request)) {
                        request.errorHandler(error -> dropped.tryComplete());
                        request.exceptionHandler(error -> dropped.tryComplete());
                    } else {
                        server.answerJoin(request);
                    }
                };

        Contract contract = await(client.join());
        await(dropped.future());
        late.future().result().connection().close();

        assertThat(contract).isEqualTo(server.contract);
        assertThat(await(client.pull(-1)).parameters()).isEqualTo(server.parameters);
    }

    @Test
    void givesUpOnAPeerThatDoesNotSpeakHttp2() throws Exception {
        NetServer mute = vertx.createNetServer().connectHandler(socket -> {});
        await(mute.listen(0, "127.0.0.1"));
        useServer(SocketAddress.inetSocketAddress(mute.actualPort(), "127.0.0.1"));

        assertFails(() -> await(client.join()), GrpcStatus.DEADLINE_EXCEEDED);
    }

    @Test
    void givesUpWhenNobodyListens() throws Exception {
        server.close();
        useServer(server.address());

        assertFails(() -> await(client.join()), GrpcStatus.UNAVAILABLE)
                .hasMessageContaining("attempts in 100 ms, the last: UNAVAILABLE: ")
                .hasMessageContaining(server.address().toString());
    }

    @Test
    void doesNotRepeatWhatIsRefusedForGood() {
        server.join =
                request -> FakeServer.refuse(request, Refusal.UNKNOWN_WORKER, "unknown token");
        assertFails(() -> await(client.join()), GrpcStatus.UNAUTHENTICATED)
                .hasMessage("UNAUTHENTICATED: unknown token");
        assertThat(server.joins()).isEqualTo(1);

        server.join = request -> FakeServer.fail(request, GrpcStatus.UNIMPLEMENTED, "version 2");
        assertFails(() -> await(client.join()), GrpcStatus.UNIMPLEMENTED);
        assertThat(server.joins()).isEqualTo(2);
    }

    @Test
    void stopsForGoodOnceAnotherProcessHasItsSlot() throws Exception {
        server.pull =
                request -> FakeServer.refuse(request, Refusal.SLOT_TAKEN, "another process has it");
        for (int i = 0; i < 2; i++) {
            assertFails(() -> await(client.pull(-1)), GrpcStatus.FAILED_PRECONDITION)
                    .hasMessage("FAILED_PRECONDITION: another process has it");
            assertFails(() -> await(client.join()), GrpcStatus.FAILED_PRECONDITION);
            assertFails(() -> await(client.push(gradient())), GrpcStatus.FAILED_PRECONDITION);
            await(client.leave());
            server.pull = server::answerPull;
        }
        assertThat(server.joins()).isEqualTo(1);
        assertThat(server.pulls).isEmpty();
        assertThat(server.pushes).isEmpty();
        assertThat(server.leaves).isEmpty();
    }

    @Test
    void givesOneInstanceOnAllItsConnectionsAndAnotherThanOtherClients() throws Exception {
        await(client.join());
        server.restart();
        await(client.pull(-1));
        try (var other = new GrpcClient(vertx, server.address(), TOKEN, OPTIONS)) {
            await(other.join());
        }
        assertThat(server.instances).hasSize(3).doesNotContain(JoinRequest.UNNAMED);
        assertThat(server.instances.get(1)).isEqualTo(server.instances.get(0));
        assertThat(server.instances.get(2)).isNotEqualTo(server.instances.get(0));
    }

    @Test
    void tellsTheEndOfTheJob() throws Exception {
        server.state = JobPhase.FINISHED;
        server.version = 500;
        assertThat(await(client.pull(499)).version()).isEqualTo(500);
        assertThatThrownBy(() -> await(client.pull(500)))
                .isInstanceOf(JobEndedException.class)
                .hasMessage("the job finished at version 500");

        server.state = JobPhase.FAILED;
        assertThatThrownBy(() -> await(client.pull(500)))
                .isInstanceOf(JobEndedException.class)
                .hasMessage("the job failed at version 500: because");
        assertThat(server.joins()).isEqualTo(1);
    }

    @Test
    void readsTheStatusWithoutRegistering() throws Exception {
        server.version = 17;

        ServerStatus status = await(client.status());

        assertThat(status.version()).isEqualTo(17);
        assertThat(status.connected()).isZero();
        assertThat(status.distrusted()).containsEntry(2, "distance 5.9 x the median");
    }

    @Test
    void joinsAgainAfterItLeft() throws Exception {
        await(client.join());
        await(client.leave());
        await(client.join());

        assertThat(server.leaves).containsExactly("done");
        assertThat(server.joins()).isEqualTo(2);
    }

    @Test
    void allowsNoModelBeyondItsLimit() {
        server.contract = contract(10_000_001, CHUNK_BYTES, 0);

        assertFails(() -> await(client.join()), GrpcStatus.FAILED_PRECONDITION)
                .hasMessageContaining("10000001 parameters, this client allows 10000000");
    }

    @Test
    void failsWhatIsOpenWhenItCloses() throws Exception {
        CompletableFuture<Void> asked = new CompletableFuture<>();
        server.pull = request -> asked.complete(null);
        Future<Model> pulling = client.pull(-1);
        asked.get(10, TimeUnit.SECONDS);

        client.close();

        assertThatThrownBy(() -> await(pulling)).isInstanceOf(CallException.class);
        assertFails(() -> await(client.join()), GrpcStatus.CANCELLED);
    }

    @Test
    void refusesMistakesOfItsOwnCaller() {
        assertThatThrownBy(() -> await(client.push(new Contribution(4, 0, new float[DIMENSION]))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("this client belongs to worker 3, got a gradient of worker 4");
        assertThatThrownBy(() -> new GrpcClient(vertx, server.address(), "two words", OPTIONS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("got 9 characters");
        server.push = request -> server.receive(request, () -> {});
        client.push(gradient());
        assertThatThrownBy(() -> await(client.push(gradient())))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the push before this one is still open");
    }

    private void assertBroken(FakeServer.Call pull, String detail) {
        useServer(server.address());
        server.pull = pull;
        assertFails(() -> await(client.pull(-1)), GrpcStatus.DATA_LOSS)
                .hasMessageContaining("the server broke the contract: ")
                .hasMessageContaining(detail);
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertFails(
            ThrowingCallable call, GrpcStatus status) {
        return assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        CallException.class, e -> assertThat(e.status()).isEqualTo(status));
    }

    private static void answer(GrpcServerRequest<Buffer, Buffer> request, Buffer... messages) {
        List.of(messages).forEach((Consumer<Buffer>) request.response()::write);
        request.response().end();
    }

    /** Takes an impatient client, for one server. */
    private void useServer(SocketAddress address) {
        client.close();
        client = new GrpcClient(vertx, address, TOKEN, IMPATIENT);
    }

    @Test
    void aGradientTravelsInTheCodecThatWasChosen() throws Exception {
        var options = OPTIONS.withCodec(Codecs.of("bfloat16"));
        var other = new GrpcClient(vertx, server.address(), TOKEN, options);
        float[] gradient = new float[DIMENSION];
        gradient[0] = 1 + 0x1p-9f;
        gradient[DIMENSION - 1] = -3;
        await(other.push(new Contribution(3, 0, gradient)));
        float[] arrived = server.pushes.get(0).gradient();
        assertThat(arrived[0]).isEqualTo(1);
        assertThat(arrived[DIMENSION - 1]).isEqualTo(-3);
        other.close();
    }

    /**
     * The server reads nothing before its answer, so what is left then is more than buffers hold.
     */
    @Test
    void anEarlyAnswerEndsTheSendingWithoutAReset() throws Exception {
        int d = 4_000_000;
        server.contract = contract(d, Protocol.CHUNK_BYTES, 0);
        Promise<Integer> received = Promise.promise();
        var answered = new AtomicReference<Runnable>();
        server.push =
                request -> {
                    int[] messages = {0};
                    request.handler(message -> messages[0]++);
                    request.endHandler(end -> received.complete(messages[0]));
                    request.errorHandler(reset -> received.fail("reset: " + reset));
                    request.pause();
                    answered.set(request::resume);
                    FakeServer.refuse(request, Refusal.STALE_VERSION, "too late");
                };
        Verdict verdict = await(client.push(new Contribution(3, 0, new float[d])));
        assertThat(verdict).isEqualTo(new Refused(Refusal.STALE_VERSION, "too late"));
        answered.get().run();
        assertThat(await(received.future())).isLessThan(40);
    }

    @Test
    void theContractIsLearntWithoutTheSlot() throws Exception {
        assertThat(await(client.contract())).isEqualTo(server.contract);
        assertThat(server.looks).hasValue(1);
        assertThat(server.joins()).isZero();
        assertThat(await(client.join())).isEqualTo(server.contract);
        assertThat(server.joins()).isEqualTo(1);
    }

    @Test
    void aServerThatComesBackWithAnotherTaskIsNotServedOn() throws Exception {
        await(client.join());
        Contract c = server.contract;
        var other = new Task("softmax", 64, "", "", List.of());
        server.contract =
                new Contract(
                        c.job(),
                        c.worker(),
                        c.n(),
                        c.f(),
                        c.dimension(),
                        other,
                        c.transfer(),
                        c.seed(),
                        c.finalVersion(),
                        c.lastSequence());
        server.restart();
        assertThatThrownBy(() -> await(client.push(gradient())))
                .hasMessageContaining("with dimension " + c.dimension())
                .hasMessageEndingWith(" and another task");
        assertThat(server.pushes).isEmpty();
    }

    @Test
    void aCodecThatTheServerDoesNotTakeFailsTheJoin() {
        var options = OPTIONS.withCodec(Codecs.of("bfloat16"));
        var other = new GrpcClient(vertx, server.address(), TOKEN, options);
        server.contract =
                new Contract(
                        "job",
                        3,
                        11,
                        3,
                        DIMENSION,
                        Task.UNSPECIFIED,
                        new Transfer(CHUNK_BYTES, List.of(FLOAT32)),
                        99L,
                        500,
                        0);
        assertThatThrownBy(() -> await(other.join()))
                .hasMessageContaining(
                        "sends gradients as bfloat16, the server takes float32: choose another");
        assertThat(server.pushes).isEmpty();
        other.close();
    }

    private static Contract contract(int dimension, int chunkBytes, long lastSequence) {
        return new Contract(
                "job",
                3,
                11,
                3,
                dimension,
                Task.UNSPECIFIED,
                new Transfer(chunkBytes, Codecs.ALL),
                99L,
                500,
                lastSequence);
    }

    private static Contribution gradient() {
        return new Contribution(3, 0, random(DIMENSION, 5));
    }

    private static float[] random(int d, long seed) {
        Random random = new Random(seed);
        float[] values = new float[d];
        for (int i = 0; i < d; i++) {
            values[i] = random.nextFloat() - 0.5f;
        }
        return values;
    }

    private static <T> T await(Future<T> future) throws Exception {
        try {
            return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }
}
