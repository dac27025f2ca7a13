package bft.server;

import static bft.server.RawClient.data;
import static bft.server.RawClient.header;
import static bft.server.TestServer.await;
import static bft.server.TestServer.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import bft.server.RawClient.Answer;
import bft.server.config.ServerConfig;
import bft.server.core.TrainingPlan;
import bft.server.optimiser.Schedule;
import bft.server.optimiser.Sgd;
import bft.worker.verdict.Refusal;
import bft.worker.wire.Protocol;
import bft.worker.wire.Refusals;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Worker 3 misbehaves where every gradient is a step; workers 0 to 2 push 1, 2 and 3. What it sends
 * makes no step and takes nobody's place: the honest ones are all there is in the model.
 */
@Timeout(120)
class HostileStreamIT {
    private static final int D = 4;
    private static final int OFFENDER = 3;

    private static ServerConfig config(String mode, long versions) {
        var sgd = new Sgd(new Schedule.Constant(1));
        return TestServer.config(mode, "none", D, new TrainingPlan(sgd, versions, 7));
    }

    static Stream<Arguments> pushes() {
        Buffer whole = data(9, 9, 9, 9);
        return Stream.of("async", "ssp:s=2")
                .flatMap(
                        mode ->
                                Stream.of(
                                        push(mode, Refusal.MALFORMED, whole),
                                        push(mode, Refusal.MALFORMED, Buffer.buffer("noise")),
                                        push(mode, Refusal.MALFORMED, header(0, 1, D), data(9)),
                                        push(
                                                mode,
                                                Refusal.MALFORMED,
                                                header(0, 1, D),
                                                whole,
                                                whole),
                                        push(mode, Refusal.WRONG_DIMENSION, header(0, 1, 3)),
                                        push(
                                                mode,
                                                Refusal.NON_FINITE,
                                                header(0, 1, D),
                                                data(9, Float.NaN, 9, 9)),
                                        push(
                                                mode,
                                                Refusal.FUTURE_VERSION,
                                                header(9, 1, D),
                                                whole)));
    }

    private static Arguments push(String mode, Refusal reason, Buffer... messages) {
        return arguments(mode, reason, messages);
    }

    @ParameterizedTest
    @MethodSource("pushes")
    void aBadPushCostsItsSenderOnly(String mode, Refusal reason, Buffer[] messages) {
        try (var s = new TestServer(config(mode, 3))) {
            Answer answer = await(s.raw(token(OFFENDER)).call(Protocol.PUSH, messages));
            assertThat(answer.reason()).isEqualTo(reason.name());
            assertThat(answer.status()).isEqualTo(Refusals.status(reason));
            assertThat(s.metric("bft_refused_total{reason=\"" + reason + "\",}")).isEqualTo(1);
            assertHonestStepsAlone(s);
        }
    }

    /** Each of the three gradients is a step, and the third is the last. */
    private static void assertHonestStepsAlone(TestServer s) {
        s.honestRound(D, 0);
        assertThat(await(s.server.finished()).parameters()).containsOnly(-1 - 2 - 3);
        assertThat(s.metric("bft_rows_in_use")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"async", "ssp:s=2"})
    void aWorkerThatVanishesInMidPushTakesItsRowAlong(String mode) throws Exception {
        try (var s = new TestServer(config(mode, 3))) {
            for (int time = 0; time < 10; time++) {
                RawClient raw = s.raw(token(OFFENDER));
                await(raw.begin(Protocol.PUSH, header(0, 1, D), data(9, 9)));
                s.awaitConnected(1);
                await(raw.close());
                s.awaitConnected(0);
            }
            assertHonestStepsAlone(s);
        }
    }

    @Test
    void aGradientOnAVersionLongGoneIsStaleHoweverOftenItComes() {
        try (var s = new TestServer(config("async", 30))) {
            RawClient raw = s.raw(token(OFFENDER));
            for (int round = 0; round < 3; round++) {
                long version = 3L * round;
                await(s.client(0).pull(version - 1));
                s.honestRound(D, version);
            }
            await(s.client(0).pull(8));
            for (int sequence = 1; sequence < 9; sequence++) {
                Buffer[] replay = {header(0, sequence, D), data(9, 9, 9, 9)};
                Answer answer = await(raw.call(Protocol.PUSH, replay));
                assertThat(answer.reason()).isEqualTo(Refusal.STALE_VERSION.name());
                assertThat(answer.detail()).contains("the newest is 9 and gradients may be 8");
            }
            assertThat(await(s.client(0).pull(8)).parameters()).containsOnly(-18);
            assertThat(s.metric("bft_rows_in_use")).isZero();
        }
    }

    @Test
    void aPushThatGrowsStaleOnItsWayIsCutShort() throws Exception {
        try (var s = new TestServer(config("async", 30))) {
            var push = await(s.raw(token(OFFENDER)).begin(Protocol.PUSH, header(0, 1, D), data(9)));
            s.awaitConnected(1);
            for (int version = 0; version < 9; version += 3) {
                await(s.client(0).pull(version - 1));
                s.honestRound(D, version);
            }
            assertThat(await(s.client(0).pull(8)).version()).isEqualTo(9);
            s.honestRound(D, 9);
            assertThat(await(push.answer()).reason()).isEqualTo(Refusal.STALE_VERSION.name());
        }
    }

    @Test
    void whoMisbehavesOnceMayStillTakePart() {
        try (var s = new TestServer(config("async", 30))) {
            RawClient raw = s.raw(token(OFFENDER));
            await(raw.call(Protocol.PUSH, header(0, 1, D), data(Float.NaN, 9, 9, 9)));
            Buffer[] sound = {header(0, 2, D), data(5, 5, 5, 5)};
            assertThat(await(raw.call(Protocol.PUSH, sound)).reason()).isEmpty();
            assertThat(await(s.client(0).pull(0)).parameters()).containsOnly(-5);
            List<Answer> rest =
                    List.of(
                            await(raw.call(Protocol.PUSH, header(0, 2, D), data(7, 7, 7, 7))),
                            await(raw.call(Protocol.PUSH, header(0, 1, D), data(7, 7, 7, 7))));
            assertThat(rest.get(0).reason()).isEmpty();
            assertThat(rest.get(1).reason()).isEqualTo(Refusal.DUPLICATE.name());
            assertThat(await(s.client(0).status()).version()).isEqualTo(1);
            assertThatCode(() -> s.honestRound(D, 1)).doesNotThrowAnyException();
        }
    }
}
