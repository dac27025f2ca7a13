package bft.worker.client;

import static bft.worker.codec.Codecs.FLOAT32;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bft.aggregation.admission.Contribution;
import bft.worker.verdict.Accepted;
import bft.worker.verdict.Refusal;
import bft.worker.verdict.Refused;
import bft.worker.verdict.Verdict;
import bft.worker.wire.Chunks;
import bft.worker.wire.Contract;
import bft.worker.wire.Incarnation;
import bft.worker.wire.JoinRequest;
import bft.worker.wire.Protocol;
import bft.worker.wire.Task;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.GrpcServerRequest;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** A client that loses answers, connections, servers or its worker slot. */
class GrpcClientRecoveryTest extends ClientFixture {
    @Test
    void takesTheNewestModelOfAServerThatWasSetBack() throws Exception {
        server.version = 2;

        assertThat(await(client.pull(7)).version()).isEqualTo(2);
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
    void joinsAgainAfterItLeft() throws Exception {
        await(client.join());
        await(client.leave());
        await(client.join());

        assertThat(server.leaves).containsExactly("done");
        assertThat(server.joins()).isEqualTo(2);
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
                        c.lastSequence(),
                        Incarnation.UNSPECIFIED);
        server.restart();
        assertThatThrownBy(() -> await(client.push(gradient())))
                .hasMessageContaining("with dimension " + c.dimension())
                .hasMessageEndingWith(" and another task");
        assertThat(server.pushes).isEmpty();
    }
}
