package bft.server;

import static bft.server.RawClient.data;
import static bft.server.RawClient.header;
import static bft.server.TestServer.await;
import static bft.server.TestServer.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import bft.server.RawClient.Answer;
import bft.worker.verdict.Refusal;
import bft.worker.wire.Protocol;
import bft.worker.wire.Refusals;
import io.vertx.core.buffer.Buffer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Pushes that break the protocol cost their sender its own submission only. */
@Timeout(120)
class HostilePushIT {
    private static final int D = 4;
    private static final int OFFENDER = 3;

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("pushes")
    void aBadPushIsRefusedWithItsReasonAndCounted(String what, Refusal reason, Buffer[] messages)
            throws Exception {
        try (var s = new TestServer(TestServer.config(D))) {
            Answer answer = await(s.raw(token(OFFENDER)).call(Protocol.PUSH, messages));
            assertRefused(answer, reason);
            assertOnlyItsVoteIsLost(s, reason, 1);
        }
    }

    static Stream<Arguments> pushes() {
        Buffer whole = data(9, 9, 9, 9);
        return Stream.of(
                push("data before the header", Refusal.MALFORMED, whole),
                push("nothing at all", Refusal.MALFORMED),
                push("noise", Refusal.MALFORMED, Buffer.buffer("no protobuf at all")),
                push("an empty message", Refusal.MALFORMED, Buffer.buffer()),
                push("two headers", Refusal.MALFORMED, header(0, 1, D), header(0, 1, D)),
                push("too few values", Refusal.MALFORMED, header(0, 1, D), data(9, 9)),
                push("a header and no data", Refusal.MALFORMED, header(0, 1, D)),
                push(
                        "more values than the model",
                        Refusal.MALFORMED,
                        header(0, 1, D),
                        whole,
                        whole),
                push(
                        "a frame beyond the model",
                        Refusal.MALFORMED,
                        header(0, 1, D),
                        data(new float[5])),
                push(
                        "half a float",
                        Refusal.MALFORMED,
                        header(0, 1, D),
                        Buffer.buffer("\u007a\u0003abc")),
                push(
                        "a message over the limit",
                        Refusal.MALFORMED,
                        Buffer.buffer(new byte[300_000])),
                push(
                        "a smaller dimension",
                        Refusal.WRONG_DIMENSION,
                        header(0, 1, 3),
                        data(9, 9, 9)),
                push(
                        "a huge dimension",
                        Refusal.WRONG_DIMENSION,
                        header(0, 1, Integer.MAX_VALUE - 9)),
                push("a NaN", Refusal.NON_FINITE, header(0, 1, D), data(9, Float.NaN, 9, 9)),
                push(
                        "an infinity",
                        Refusal.NON_FINITE,
                        header(0, 1, D),
                        data(9, 9, 9, Float.NEGATIVE_INFINITY)),
                push("a version to come", Refusal.FUTURE_VERSION, header(1, 1, D), whole),
                push(
                        "the last version there is",
                        Refusal.FUTURE_VERSION,
                        header(Long.MAX_VALUE, 1, D),
                        whole));
    }

    private static Arguments push(String what, Refusal reason, Buffer... messages) {
        return arguments(what, reason, messages);
    }

    static void assertRefused(Answer answer, Refusal reason) {
        assertThat(answer.reason()).isEqualTo(reason.name());
        assertThat(answer.status()).isEqualTo(Refusals.status(reason));
        assertThat(answer.detail()).isNotBlank();
        assertThat(answer.messages()).isEmpty();
    }

    /** The round closes with the honest gradients, and the reason has been counted so often. */
    static void assertOnlyItsVoteIsLost(TestServer s, Refusal reason, int times) throws Exception {
        s.honestRound(D, 0);
        assertThat(await(s.client(0).pull(0)).parameters()).containsOnly(-2);
        assertThat(s.metric("bft_refused_total{reason=\"" + reason + "\",}")).isEqualTo(times);
        assertThat(s.rounds.take().present()).containsExactly(0, 1, 2);
    }
}
