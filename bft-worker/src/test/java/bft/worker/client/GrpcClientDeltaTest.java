package bft.worker.client;

import static bft.worker.codec.Codecs.DELTA;
import static bft.worker.codec.Codecs.FLOAT32;
import static org.assertj.core.api.Assertions.assertThat;

import bft.worker.codec.Codecs;
import bft.worker.wire.Chunks;
import bft.worker.wire.Contract;
import bft.worker.wire.Incarnation;
import bft.worker.wire.JobPhase;
import bft.worker.wire.MalformedMessageException;
import bft.worker.wire.Messages;
import bft.worker.wire.PullHeader;
import bft.worker.wire.PullRequest;
import bft.worker.wire.Task;
import bft.worker.wire.Transfer;
import io.vertx.core.buffer.Buffer;
import io.vertx.grpc.server.GrpcServerRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models that come as what has changed since the one before. */
class GrpcClientDeltaTest extends ClientFixture {
    private final float[] first = random(DIMENSION, 1);
    private final float[] second = random(DIMENSION, 2);

    @BeforeEach
    void offerChanges() {
        Transfer transfer = new Transfer(4_096, Codecs.ALL, Codecs.OF_MODELS, 1);
        Incarnation start = Incarnation.UNSPECIFIED;
        server.contract =
                new Contract(
                        "job", 3, 11, 3, DIMENSION, Task.UNSPECIFIED, transfer, 99L, 500, 0, start);
        client.close();
        client = new GrpcClient(vertx, server.address(), TOKEN, OPTIONS.withPullCodec(DELTA));
    }

    /** Answers with changes since what the server believes to be there. */
    private void sendChanges(
            GrpcServerRequest<Buffer, Buffer> request, float[] held, OptionalInt checksum) {
        var header =
                new PullHeader(
                        server.version,
                        DIMENSION,
                        JobPhase.RUNNING,
                        "",
                        OptionalDouble.empty(),
                        DELTA.number(),
                        checksum);
        List<Buffer> messages = new ArrayList<>(List.of(Messages.encode(header)));
        int size = DELTA.maxCoordinates(4_096);
        for (int from = 0; from < DIMENSION; from += size) {
            int to = Math.min(DIMENSION, from + size);
            var encoder = DELTA.encoder(held, second);
            // Without the prefix, which the server's gRPC writes.
            Buffer message = Chunks.message(DELTA, encoder, from, to);
            messages.add(message.slice(5, message.length()));
        }
        answer(request, messages.toArray(Buffer[]::new));
    }

    /** Answers pulls of changes in this way, and others with the whole model. */
    private void onDelta(FakeServer.Call changes) {
        server.pull =
                request ->
                        request.last()
                                .onSuccess(
                                        message -> {
                                            PullRequest asked = read(message);
                                            server.pulls.add(asked);
                                            if (asked.codec() == DELTA.number()) {
                                                changes.handle(request);
                                            } else {
                                                server.sendModel(request, asked.newerThan());
                                            }
                                        });
    }

    private static PullRequest read(Buffer message) {
        try {
            return Messages.readPullRequest(message);
        } catch (MalformedMessageException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<Integer> asked() {
        return server.pulls.stream().map(PullRequest::codec).toList();
    }

    private Model pullSecond() throws Exception {
        assertThat(await(client.pull(-1)).parameters()).isEqualTo(first);
        server.version = 1;
        server.parameters = second;
        return await(client.pull(0));
    }

    @Test
    void theFirstModelComesWholeAndTheNextAsChanges() throws Exception {
        OptionalInt sum = OptionalInt.of(Chunks.checksum(second));
        onDelta(request -> sendChanges(request, first, sum));
        Model model = pullSecond();
        assertThat(model.version()).isEqualTo(1);
        assertThat(model.parameters()).isEqualTo(second);
        assertThat(asked()).containsExactly(FLOAT32.number(), DELTA.number());
    }

    @Test
    void theServerMaySendTheWholeModelAllTheSame() throws Exception {
        onDelta(request -> server.sendModel(request, 0));
        assertThat(pullSecond().parameters()).isEqualTo(second);
        assertThat(asked()).containsExactly(FLOAT32.number(), DELTA.number());
    }

    @Test
    void changesOfAnotherVersionThanTheServerBelievesAreNoticed() throws Exception {
        OptionalInt sum = OptionalInt.of(Chunks.checksum(second));
        onDelta(request -> sendChanges(request, second, sum));
        assertThat(pullSecond().parameters()).isEqualTo(second);
        assertThat(asked()).containsExactly(FLOAT32.number(), DELTA.number(), FLOAT32.number());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void changesWithoutTheirChecksumAreNotBelieved(boolean hasOther) throws Exception {
        OptionalInt sum = hasOther ? OptionalInt.of(7) : OptionalInt.empty();
        onDelta(request -> sendChanges(request, first, sum));
        assertThat(pullSecond().parameters()).isEqualTo(second);
        assertThat(asked()).containsExactly(FLOAT32.number(), DELTA.number(), FLOAT32.number());
    }

    @Test
    void nothingIsHeldOverANewConnection() throws Exception {
        onDelta(request -> sendChanges(request, first, OptionalInt.empty()));
        assertThat(await(client.pull(-1)).parameters()).isEqualTo(first);
        server.restart();
        server.version = 1;
        server.parameters = second;
        assertThat(await(client.pull(0)).parameters()).isEqualTo(second);
        assertThat(asked()).containsOnly(FLOAT32.number());
    }
}
