package bft.worker.client;

import static bft.worker.codec.Codecs.FLOAT32;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bft.aggregation.admission.Contribution;
import bft.worker.client.ClientOptions.Waits;
import bft.worker.codec.Codecs;
import bft.worker.wire.Contract;
import bft.worker.wire.Incarnation;
import bft.worker.wire.Task;
import bft.worker.wire.Transfer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.GrpcServerRequest;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** A client, and a server over loopback that can be told to misbehave. */
@Timeout(60)
abstract class ClientFixture {
    static final int DIMENSION = 1_000;
    static final int CHUNK_BYTES = 400;
    static final String TOKEN = "secret-7";

    static final ClientOptions OPTIONS =
            new ClientOptions(
                    new Waits(5_000, 10_000, 30_000, 200),
                    new Backoff(5, 50, 20_000),
                    10_000_000,
                    FLOAT32,
                    FLOAT32);

    /** For servers that do not answer: gives up soon after the first failure. */
    static final ClientOptions IMPATIENT =
            ClientOptions.of(new Waits(1_000, 500, 30_000, 200), new Backoff(5, 50, 100));

    Vertx vertx;
    FakeServer server;
    GrpcClient client;

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

    static AbstractThrowableAssert<?, ? extends Throwable> assertFails(
            ThrowingCallable call, GrpcStatus status) {
        return assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        CallException.class, e -> assertThat(e.status()).isEqualTo(status));
    }

    static void answer(GrpcServerRequest<Buffer, Buffer> request, Buffer... messages) {
        List.of(messages).forEach((Consumer<Buffer>) request.response()::write);
        request.response().end();
    }

    /** Takes an impatient client, for one server. */
    void useServer(SocketAddress address) {
        client.close();
        client = new GrpcClient(vertx, address, TOKEN, IMPATIENT);
    }

    static Contract contract(int dimension, int chunkBytes, long lastSequence) {
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
                lastSequence,
                Incarnation.UNSPECIFIED);
    }

    static Contribution gradient() {
        return new Contribution(3, 0, random(DIMENSION, 5));
    }

    static float[] random(int d, long seed) {
        Random random = new Random(seed);
        float[] values = new float[d];
        for (int i = 0; i < d; i++) {
            values[i] = random.nextFloat() - 0.5f;
        }
        return values;
    }

    static <T> T await(Future<T> future) throws Exception {
        try {
            return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }
}
