package bft.server;

import static bft.server.HostilePushIT.assertOnlyItsVoteIsLost;
import static bft.server.HostilePushIT.assertRefused;
import static bft.server.RawClient.data;
import static bft.server.RawClient.header;
import static bft.server.TestServer.OBSERVER;
import static bft.server.TestServer.await;
import static bft.server.TestServer.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bft.server.RawClient.Answer;
import bft.worker.verdict.Refusal;
import bft.worker.wire.JoinRequest;
import bft.worker.wire.Messages;
import bft.worker.wire.Protocol;
import bft.worker.wire.PullRequest;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.grpc.common.GrpcMessage;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.WireFormat;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Worker 3 misbehaves; workers 0 to 2 push 1, 2 and 3. Whatever it does costs nothing but its own
 * vote: the next model is minus the mean of the honest, and the refusal is counted.
 */
@Timeout(120)
class HostileWorkerIT {
    private static final int D = 4;
    private static final int OFFENDER = 3;

    @ParameterizedTest
    @MethodSource("strangers")
    void aCallWithoutAValidTokenIsRefused(String token) throws Exception {
        try (var s = new TestServer(TestServer.config(D))) {
            assertRefused(await(s.raw(token).join()), Refusal.UNKNOWN_WORKER);
            Answer push = await(s.raw(token).call(Protocol.PUSH, header(0, 1, D)));
            assertRefused(push, Refusal.UNKNOWN_WORKER);
            assertOnlyItsVoteIsLost(s, Refusal.UNKNOWN_WORKER, 2);
        }
    }

    static List<String> strangers() {
        return List.of("", "secret-of-worker-9", "secret-of-worker-3 ", "x".repeat(5000));
    }

    @Test
    void anObserverMayLookAndNotVote() throws Exception {
        try (var s = new TestServer(TestServer.config(D))) {
            assertThat(await(s.client(OBSERVER).join()).isObserver()).isTrue();
            assertThat(await(s.client(OBSERVER).pull(-1)).version()).isZero();
            Answer push = await(s.raw(OBSERVER).call(Protocol.PUSH, header(0, 1, D)));
            assertRefused(push, Refusal.UNKNOWN_WORKER);
            assertOnlyItsVoteIsLost(s, Refusal.UNKNOWN_WORKER, 1);
            assertThat(await(s.client(OBSERVER).status()).connected()).isEqualTo(3);
        }
    }

    @Test
    void oneConnectionSpeaksForOneCaller() throws Exception {
        try (var s = new TestServer(TestServer.config(D))) {
            RawClient raw = s.raw(token(OFFENDER));
            await(raw.join());
            Answer other = await(raw.as(token(1)).join());
            assertRefused(other, Refusal.UNKNOWN_WORKER);
            assertOnlyItsVoteIsLost(s, Refusal.UNKNOWN_WORKER, 1);
        }
    }

    @Test
    void aStalledPushIsGivenUp() throws Exception {
        try (var s = new TestServer(TestServer.impatient(TestServer.config(D)))) {
            var open = await(s.raw(token(OFFENDER)).begin(Protocol.PUSH, header(0, 1, D), data(9)));
            assertRefused(await(open.answer()), Refusal.TOO_SLOW);
            assertOnlyItsVoteIsLost(s, Refusal.TOO_SLOW, 1);
        }
    }

    @Test
    void aRequestThatNeverEndsIsGivenUp() throws Exception {
        try (var s = new TestServer(TestServer.impatient(TestServer.config(D)))) {
            Buffer join = Messages.encode(new JoinRequest(1, JoinRequest.UNNAMED));
            var open = await(s.raw(token(OFFENDER)).begin(Protocol.JOIN, join));
            assertRefused(await(open.answer()), Refusal.TOO_SLOW);
            assertOnlyItsVoteIsLost(s, Refusal.TOO_SLOW, 1);
        }
    }

    @Test
    void aWorkerThatVanishesInMidPushMayComeBackAndVote() throws Exception {
        try (var s = new TestServer(TestServer.config(D))) {
            RawClient first = s.raw(token(OFFENDER));
            await(first.begin(Protocol.PUSH, header(0, 1, D), data(9, 9)));
            s.awaitConnected(1);
            await(first.close());
            s.awaitConnected(0);
            Answer again =
                    await(
                            s.raw(token(OFFENDER))
                                    .call(Protocol.PUSH, header(0, 1, D), data(6, 6, 6, 6)));
            assertThat(again.status()).isEqualTo(GrpcStatus.OK);
            s.honestRound(D, 0);
            assertThat(await(s.client(0).pull(0)).parameters()).containsOnly(-3);
        }
    }

    @Test
    void aWorkerThatVanishesInMidPushHoldsNothingUp() throws Exception {
        try (var s = new TestServer(TestServer.config(D))) {
            RawClient raw = s.raw(token(OFFENDER));
            await(raw.begin(Protocol.PUSH, header(0, 1, D), data(9, 9)));
            s.awaitConnected(1);
            await(raw.close());
            s.awaitConnected(0);
            s.honestRound(D, 0);
            assertThat(await(s.client(0).pull(0)).parameters()).containsOnly(-2);
            assertThat(s.metric("bft_workers_connected")).isEqualTo(3);
        }
    }

    @Test
    void aSecondPushWhileOneIsOpenIsRefused() throws Exception {
        try (var s = new TestServer(TestServer.config(D))) {
            RawClient raw = s.raw(token(OFFENDER));
            await(raw.begin(Protocol.PUSH, header(0, 1, D), data(9)));
            for (int i = 0; i < 5; i++) {
                Answer flood = await(raw.call(Protocol.PUSH, header(0, 2, D), data(9, 9, 9, 9)));
                assertRefused(flood, Refusal.TOO_MANY_STREAMS);
            }
            assertOnlyItsVoteIsLost(s, Refusal.TOO_MANY_STREAMS, 5);
        }
    }

    @Test
    void aSecondPullWhileOneIsOpenIsRefused() throws Exception {
        try (var s = new TestServer(TestServer.config(D))) {
            RawClient raw = s.raw(token(OFFENDER));
            Buffer wait = Messages.encode(new PullRequest(0, 60_000));
            raw.call(Protocol.PULL, wait);
            assertRefused(await(raw.call(Protocol.PULL, wait)), Refusal.TOO_MANY_STREAMS);
            assertOnlyItsVoteIsLost(s, Refusal.TOO_MANY_STREAMS, 1);
        }
    }

    @Test
    void callsWithoutEndAreSlowedDownAndRefused() throws Exception {
        try (var s = new TestServer(TestServer.config(D))) {
            RawClient raw = s.raw(token(OFFENDER));
            List<Future<Answer>> calls = new ArrayList<>();
            for (int i = 0; i < 80; i++) {
                calls.add(raw.call(Protocol.STATUS, Messages.empty()));
            }
            int refused = 0;
            for (Future<Answer> call : calls) {
                if (await(call).status() != GrpcStatus.OK) {
                    assertRefused(await(call), Refusal.TOO_MANY_STREAMS);
                    refused++;
                }
            }
            assertThat(refused).isBetween(1, 40);
            assertOnlyItsVoteIsLost(s, Refusal.TOO_MANY_STREAMS, refused);
        }
    }

    @Test
    void aModelIsSentAgainAFewTimesOnly() throws Exception {
        try (var s = new TestServer(TestServer.config(D))) {
            RawClient raw = s.raw(token(OFFENDER));
            Buffer newest = Messages.encode(new PullRequest(-1, 60_000));
            for (int i = 0; i < 5; i++) {
                assertThat(await(raw.call(Protocol.PULL, newest)).messages()).hasSize(2);
            }
            assertRefused(await(raw.call(Protocol.PULL, newest)), Refusal.TOO_MANY_STREAMS);
            assertOnlyItsVoteIsLost(s, Refusal.TOO_MANY_STREAMS, 1);
            assertThat(await(raw.call(Protocol.PULL, newest)).messages()).hasSize(2);
        }
    }

    @Test
    void aClientThatCallsTooOftenGetsThereInTheEnd() {
        try (var s = new TestServer(TestServer.config(D))) {
            for (int i = 0; i < 7; i++) {
                assertThat(await(s.client(OFFENDER).pull(-1)).version()).isZero();
            }
        }
    }

    @Test
    void aSecondVoteInARoundIsRefused() throws Exception {
        try (var s = new TestServer(TestServer.config(D))) {
            RawClient raw = s.raw(token(OFFENDER));
            await(raw.call(Protocol.PUSH, header(0, 1, D), data(2, 2, 2, 2)));
            Answer second = await(raw.call(Protocol.PUSH, header(0, 2, D), data(90, 90, 90, 90)));
            assertRefused(second, Refusal.DUPLICATE);
            s.honestRound(D, 0);
            assertThat(await(s.client(0).pull(0)).parameters()).containsOnly(-2);
            assertThat(s.metric("bft_refused_total{reason=\"DUPLICATE\",}")).isEqualTo(1);
        }
    }

    @Test
    void aRepeatedPushGetsItsFirstAnswer() throws Exception {
        try (var s = new TestServer(TestServer.config(D))) {
            RawClient raw = s.raw(token(OFFENDER));
            Buffer[] first = {header(0, 1, D), data(2, 2, 2, 2)};
            await(raw.call(Protocol.PUSH, first));
            Answer again = await(raw.call(Protocol.PUSH, header(0, 1, D), data(7, 7, 7, 7)));
            assertThat(again.status()).isEqualTo(GrpcStatus.OK);
            assertThat(Messages.readAccepted(again.messages().get(0)).weight()).isEqualTo(1);
            s.honestRound(D, 0);
            assertThat(await(s.client(0).pull(0)).parameters()).containsOnly(-2);
            assertThat(s.metric("bft_pushes_repeated_total")).isEqualTo(1);
            assertThat(s.metric("bft_gradients_accepted_total")).isEqualTo(4);
        }
    }

    @Test
    void aGradientForAClosedRoundIsStale() throws Exception {
        try (var s = new TestServer(TestServer.config(D))) {
            s.honestRound(D, 0);
            await(s.client(0).pull(0));
            Answer late =
                    await(
                            s.raw(token(OFFENDER))
                                    .call(Protocol.PUSH, header(0, 1, D), data(9, 9, 9, 9)));
            assertRefused(late, Refusal.STALE_VERSION);
            assertThat(s.metric("bft_refused_total{reason=\"STALE_VERSION\",}")).isEqualTo(1);
            assertThat(await(s.client(0).pull(0)).parameters()).containsOnly(-2);
        }
    }

    @Test
    void aPushThatIsOvertakenByTheRoundIsCutShort() throws Exception {
        try (var s = new TestServer(TestServer.config(D))) {
            var open = await(s.raw(token(OFFENDER)).begin(Protocol.PUSH, header(0, 1, D), data(9)));
            s.awaitConnected(1);
            s.honestRound(D, 0);
            assertRefused(await(open.answer()), Refusal.STALE_VERSION);
            assertThat(await(s.client(0).pull(0)).parameters()).containsOnly(-2);
        }
    }

    @Test
    void theNewerConnectionTakesTheSlotAndTheOlderIsClosed() throws Exception {
        try (var s = new TestServer(TestServer.config(D))) {
            RawClient older = s.raw(token(OFFENDER));
            await(older.call(Protocol.PUSH, header(0, 1, D), data(2, 2, 2, 2)));
            var waiting = older.call(Protocol.PULL, Messages.encode(new PullRequest(0, 60_000)));
            RawClient newer = s.raw(token(OFFENDER));
            Answer joined = await(newer.join());
            assertThat(Messages.readContract(joined.messages().get(0)).lastSequence()).isEqualTo(1);
            assertThatThrownBy(() -> await(waiting)).isNotNull();
            Answer second = await(newer.call(Protocol.PUSH, header(0, 2, D), data(90, 90, 90, 90)));
            assertRefused(second, Refusal.DUPLICATE);
            s.honestRound(D, 0);
            assertThat(await(s.client(0).pull(0)).parameters()).containsOnly(-2);
        }
    }

    @Test
    void whoHasLeftIsNotWaitedForAndMustJoinAgain() throws Exception {
        try (var s = new TestServer(TestServer.config(D))) {
            RawClient raw = s.raw(token(OFFENDER));
            await(raw.join());
            s.awaitConnected(1);
            assertThat(await(raw.call(Protocol.LEAVE, Messages.encodeLeave("tired"))).status())
                    .isEqualTo(GrpcStatus.OK);
            s.awaitConnected(0);
            Answer push = await(raw.call(Protocol.PUSH, header(0, 1, D), data(9, 9, 9, 9)));
            assertRefused(push, Refusal.UNKNOWN_WORKER);
            await(raw.join());
            s.awaitConnected(1);
            assertOnlyItsVoteIsLost(s, Refusal.UNKNOWN_WORKER, 1);
        }
    }

    @Test
    void anotherProtocolVersionIsUnimplemented() throws Exception {
        try (var s = new TestServer(TestServer.config(D))) {
            Answer answer =
                    await(
                            s.raw(token(0))
                                    .call(
                                            Protocol.JOIN,
                                            Messages.encode(
                                                    new JoinRequest(2, JoinRequest.UNNAMED))));
            assertThat(answer.status()).isEqualTo(GrpcStatus.UNIMPLEMENTED);
            assertThat(answer.detail()).contains("this server supports 1");
        }
    }

    @Test
    void aCompressedMessageIsRefusedBeforeItIsInflated() throws Exception {
        try (var s = new TestServer(TestServer.config(D))) {
            var open = await(s.raw(token(OFFENDER)).open(Protocol.PUSH));
            open.request().encoding("gzip");
            open.request()
                    .writeMessage(
                            GrpcMessage.message(
                                    "gzip", WireFormat.PROTOBUF, Buffer.buffer("bomb")));
            assertRefused(await(open.answer()), Refusal.MALFORMED);
            assertOnlyItsVoteIsLost(s, Refusal.MALFORMED, 1);
        }
    }

    @Test
    void unaryCallsTakeOneMessage() throws Exception {
        try (var s = new TestServer(TestServer.config(D))) {
            RawClient raw = s.raw(token(OFFENDER));
            Buffer join = Messages.encode(new JoinRequest(1, JoinRequest.UNNAMED));
            assertRefused(await(raw.call(Protocol.JOIN, join, join)), Refusal.MALFORMED);
            assertRefused(await(raw.call(Protocol.JOIN)), Refusal.MALFORMED);
            assertRefused(await(raw.call(Protocol.PULL, Buffer.buffer("x"))), Refusal.MALFORMED);
            assertOnlyItsVoteIsLost(s, Refusal.MALFORMED, 3);
        }
    }

    @Test
    void strangersCannotTakeAllConnections() throws Exception {
        try (var s = new TestServer(TestServer.config(D))) {
            List<RawClient> crowd = new ArrayList<>();
            for (int i = 0; i < 120; i++) {
                RawClient stranger = s.raw("");
                crowd.add(stranger);
                await(stranger.call(Protocol.STATUS, Messages.empty()));
            }
            assertOnlyItsVoteIsLost(s, Refusal.UNKNOWN_WORKER, 120);
        }
    }
}
