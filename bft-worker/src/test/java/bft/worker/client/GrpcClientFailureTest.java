package bft.worker.client;

import static bft.worker.codec.Codecs.FLOAT32;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bft.aggregation.admission.Contribution;
import bft.worker.codec.Codecs;
import bft.worker.codec.GradientCodec;
import bft.worker.verdict.Refusal;
import bft.worker.wire.Chunks;
import bft.worker.wire.Contract;
import bft.worker.wire.Incarnation;
import bft.worker.wire.Protocol;
import bft.worker.wire.Task;
import bft.worker.wire.Transfer;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.common.GrpcStatus;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** When a client gives up, and what it says. */
class GrpcClientFailureTest extends ClientFixture {
    @Test
    void givesUpOnAServerThatBreaksTheContract() {
        assertBroken(
                request -> request.response().end(server.header(0, DIMENSION + 1)),
                "a model of dimension 1001, the contract says 1000");
        assertBroken(
                request -> request.response().end(server.header(501, DIMENSION)),
                "version 501 is beyond the final version 500");
        server.codec = Codecs.of("bfloat16").number();
        assertBroken(
                request -> request.response().end(server.header(0, DIMENSION)),
                "a model in codec 1, asked for float32");
        server.codec = FLOAT32.number();
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
                "a message is compressed");
        assertBroken(
                request -> answer(request, Buffer.buffer(new byte[262_145])),
                "message has over 262144 bytes");
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
    void givesUpOnAPeerThatDoesNotSpeakHttp2() throws Exception {
        NetServer mute = vertx.createNetServer().connectHandler(socket -> {});
        await(mute.listen(0, "127.0.0.1"));
        useServer(SocketAddress.inetSocketAddress(mute.actualPort(), "127.0.0.1"));

        assertFails(() -> await(client.join()), GrpcStatus.DEADLINE_EXCEEDED);
    }

    @Test
    void saysThatAPeerWhichAnswersInHttp1IsAnotherPort() throws Exception {
        NetServer old = vertx.createNetServer();
        old.connectHandler(socket -> socket.write("HTTP/1.1 400 Bad Request\r\n\r\n"));
        await(old.listen(0, "127.0.0.1"));
        useServer(SocketAddress.inetSocketAddress(old.actualPort(), "127.0.0.1"));

        assertFails(() -> await(client.join()), GrpcStatus.UNAVAILABLE)
                .hasMessageContaining("no parameter server's port for workers")
                .hasMessageEndingWith("; is the server running, and is this its --port?");
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

    @Test
    void aServerThatDoesNotOfferACodecForModelsIsAskedForFloat32() throws Exception {
        GradientCodec half = Codecs.of("float16");
        client.close();
        client = new GrpcClient(vertx, server.address(), TOKEN, OPTIONS.withPullCodec(half));
        assertThat(await(client.pull(-1)).parameters()).isEqualTo(server.parameters);
    }

    private void assertBroken(FakeServer.Call pull, String detail) {
        useServer(server.address());
        server.pull = pull;
        assertFails(() -> await(client.pull(-1)), GrpcStatus.DATA_LOSS)
                .hasMessageContaining("the server broke the contract: ")
                .hasMessageContaining(detail);
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
                        0,
                        Incarnation.UNSPECIFIED);
        assertThatThrownBy(() -> await(other.join()))
                .hasMessageContaining(
                        "sends gradients as bfloat16, the server takes float32: choose another");
        assertThat(server.pushes).isEmpty();
        other.close();
    }
}
