package bft.server;

import static bft.server.RawClient.data;
import static bft.server.RawClient.header;
import static bft.server.TestServer.await;
import static bft.server.TestServer.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import bft.aggregation.admission.Contribution;
import bft.server.RawClient.Answer;
import bft.server.RawClient.Open;
import bft.worker.client.CallException;
import bft.worker.client.ClientOptions;
import bft.worker.client.GrpcClient;
import bft.worker.verdict.Accepted;
import bft.worker.verdict.Refusal;
import bft.worker.wire.JoinRequest;
import bft.worker.wire.Messages;
import bft.worker.wire.Protocol;
import bft.worker.wire.PullRequest;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.common.GrpcStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two processes with the token of one worker: the newer has the slot, the other hears of it. */
@Timeout(120)
class TwoProcessesIT {
    private static final int D = 4;
    private static final int WORKER = 3;
    private static final Buffer WAIT = Messages.encode(new PullRequest(0, 60_000));

    private static final Buffer NOW = Messages.encode(new PullRequest(-1, 0));

    private static double takenOver(TestServer s) {
        return s.metric("bft_worker_slots_taken_over_total");
    }

    private static Answer join(RawClient raw, long instance) {
        return await(
                raw.call(
                        Protocol.JOIN,
                        Messages.encode(new JoinRequest(Protocol.VERSION, instance))));
    }

    private static void assertJoined(Answer answer) {
        assertThat(answer.status()).isEqualTo(GrpcStatus.OK);
    }

    private static void assertSlotTaken(Answer answer) {
        assertThat(answer.reason()).isEqualTo(Refusal.SLOT_TAKEN.name());
        assertThat(answer.status()).isEqualTo(GrpcStatus.FAILED_PRECONDITION);
        assertThat(answer.detail()).contains("another process has connected");
    }

    private static void assertSlotTaken(Future<?> call) {
        CallException told = catchThrowableOfType(CallException.class, () -> await(call));
        assertThat(told.isSlotTaken()).as(told.getMessage()).isTrue();
        assertThat(told.isTransient()).isFalse();
    }

    @Test
    void theSecondClientHasTheSlotAndTheFirstIsToldAndStops() {
        try (var s = new TestServer(TestServer.config(D))) {
            GrpcClient first = s.client(token(WORKER));
            await(first.pull(-1));
            Future<?> waiting = first.pull(0);
            var address = SocketAddress.inetSocketAddress(s.server.port(), "127.0.0.1");
            try (var second =
                    new GrpcClient(s.vertx, address, token(WORKER), ClientOptions.defaults())) {
                await(second.join());
                assertSlotTaken(waiting);
                double connections = s.metric("bft_connections_total{event=\"accepted\",}");
                assertSlotTaken(first.join());
                assertSlotTaken(first.pull(-1));
                assertSlotTaken(first.push(new Contribution(WORKER, 0, new float[D])));
                await(first.leave());
                assertThat(s.metric("bft_connections_total{event=\"accepted\",}"))
                        .isEqualTo(connections);
                assertThat(takenOver(s)).isEqualTo(1);
                assertThat(await(second.push(new Contribution(WORKER, 0, new float[D]))))
                        .isEqualTo(new Accepted(1));
            }
        }
    }

    @Test
    void openCallsEndWithTheReasonAndTheConnectionIsClosedThoughItsPushNeverEnds() {
        try (var s = new TestServer(TestServer.config(D))) {
            RawClient older = s.raw(token(WORKER));
            assertJoined(join(older, 1));
            Open pull = await(older.begin(Protocol.PULL, WAIT));
            pull.request().end();
            Promise<Void> closed = Promise.promise();
            pull.request().connection().closeHandler(gone -> closed.complete());
            Open push = await(older.begin(Protocol.PUSH, header(0, 1, D), data(9, 9)));
            assertJoined(join(s.raw(token(WORKER)), 2));
            assertSlotTaken(await(pull.answer()));
            assertSlotTaken(await(push.answer()));
            await(closed.future());
        }
    }

    @Test
    void aWorkerThatIsStartedAnewHasItsSlotAndItsDeadProcessWouldNotGetItBack() throws Exception {
        try (var s = new TestServer(TestServer.config(D))) {
            RawClient killed = s.raw(token(WORKER));
            assertJoined(join(killed, 1));
            s.awaitConnected(1);
            await(killed.close());
            s.awaitConnected(0);
            assertJoined(join(s.raw(token(WORKER)), 2));
            s.awaitConnected(1);
            assertThat(takenOver(s)).isZero();
            assertSlotTaken(join(s.raw(token(WORKER)), 1));
            assertThat(s.metric("bft_workers_connected")).isEqualTo(1);
            assertThat(s.metric("bft_refused_total{reason=\"SLOT_TAKEN\",}")).isEqualTo(1);
        }
    }

    @Test
    void aProcessThatConnectsAnewIsNotPushedOutByItself() {
        try (var s = new TestServer(TestServer.config(D))) {
            for (int i = 0; i < 3; i++) {
                assertJoined(join(s.raw(token(WORKER)), 1));
            }
            assertThat(takenOver(s)).isZero();
        }
    }

    @Test
    void aCallWithoutAJoinDoesNotTakeTheSlotOfAProcessThatGaveItsInstance() {
        try (var s = new TestServer(TestServer.config(D))) {
            assertJoined(join(s.raw(token(WORKER)), 1));
            RawClient another = s.raw(token(WORKER));
            Answer push = await(another.call(Protocol.PUSH, header(0, 1, D), data(1, 1, 1, 1)));
            assertThat(push.status()).isEqualTo(GrpcStatus.UNAVAILABLE);
            assertThat(push.reason()).isEmpty();
            assertThat(takenOver(s)).isZero();
            assertJoined(join(another, 1));
            assertThat(await(another.call(Protocol.PULL, NOW)).status()).isEqualTo(GrpcStatus.OK);
        }
    }

    @Test
    void whoGivesNoInstanceGetsTheSlotEachTime() {
        try (var s = new TestServer(TestServer.config(D))) {
            RawClient named = s.raw(token(WORKER));
            assertJoined(join(named, 1));
            for (int i = 0; i < 3; i++) {
                assertJoined(await(s.raw(token(WORKER)).join()));
            }
            assertThat(takenOver(s)).isEqualTo(3);
            assertSlotTaken(join(s.raw(token(WORKER)), 1));
        }
    }
}
