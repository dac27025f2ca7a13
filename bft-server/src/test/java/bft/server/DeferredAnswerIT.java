package bft.server;

import static bft.server.RawClient.data;
import static bft.server.RawClient.header;
import static bft.server.TestServer.N;
import static bft.server.TestServer.await;
import static bft.server.TestServer.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bft.aggregation.admission.Contribution;
import bft.server.RawClient.Answer;
import bft.server.RawClient.Open;
import bft.server.core.TrainingPlan;
import bft.server.optimiser.Optimiser;
import bft.server.optimiser.OptimiserState;
import bft.server.optimiser.Schedule;
import bft.server.optimiser.Sgd;
import bft.worker.verdict.Accepted;
import bft.worker.verdict.Refusal;
import bft.worker.verdict.Verdict;
import bft.worker.wire.Messages;
import bft.worker.wire.Protocol;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.grpc.common.GrpcStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pushes that come while a step is being computed, of a server whose steps the test holds up. */
@Timeout(120)
class DeferredAnswerIT {
    private static final int D = 2;
    private static final int OFFENDER = 3;
    private static final String ROWS = "bft_rows_in_use";

    /** Descends by the gradient, each step when it is let. */
    private record Gate(Semaphore begun, Semaphore let) implements Optimiser {
        private static final Sgd SGD = new Sgd(new Schedule.Constant(1));

        Gate() {
            this(new Semaphore(0), new Semaphore(0));
        }

        void awaitStep() {
            begun.acquireUninterruptibly();
        }

        void open() {
            let.release(1000);
        }

        @Override
        public Schedule rate() {
            return SGD.rate();
        }

        @Override
        public int slots(int dimension) {
            return SGD.slots(dimension);
        }

        @Override
        public Result move(float[] parameters, float[] gradient, OptimiserState state) {
            begun.release();
            let.acquireUninterruptibly();
            return SGD.step(parameters, gradient, state);
        }
    }

    /** A server that computes a step of worker 0's ones, until the gate is opened. */
    private static TestServer stepping(String mode, String filter, Gate gate) {
        var s = new TestServer(TestServer.config(mode, filter, D, new TrainingPlan(gate, 50, 7)));
        await(s.client(0).push(new Contribution(0, 0, new float[] {1, 1})));
        gate.awaitStep();
        return s;
    }

    /** Sends a push whole; when this returns the server has it. */
    private static Open sent(RawClient raw, Buffer... push) {
        Open open = await(raw.begin(Protocol.PUSH, push));
        await(open.request().end());
        await(raw.call(Protocol.STATUS, Messages.empty()));
        return open;
    }

    private static void assertModel(TestServer s, long version, float value) {
        assertThat(await(s.client(0).pull(version - 1)).version()).isEqualTo(version);
        assertThat(await(s.client(1).pull(version - 1)).parameters()).containsOnly(value);
        assertThat(s.metric(ROWS)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"async", "ssp:s=9"})
    void whatComesMeanwhileIsAnsweredInTheEnd(String mode) {
        var gate = new Gate();
        try (var s = stepping(mode, "none", gate)) {
            List<Future<Verdict>> answers = new ArrayList<>();
            for (int worker = 1; worker < N; worker++) {
                float[] gradient = {worker, worker};
                answers.add(s.client(worker).push(new Contribution(worker, 0, gradient)));
            }
            gate.open();
            answers.forEach(answer -> assertThat(await(answer)).isEqualTo(new Accepted(1)));
            assertModel(s, 4, -1 - 1 - 2 - 3);
        }
    }

    @Test
    void aGradientThatWaitsCountsThoughItsSenderIsGone() throws Exception {
        var gate = new Gate();
        try (var s = stepping("async", "none", gate)) {
            RawClient raw = s.raw(token(OFFENDER));
            Open push = sent(raw, header(0, 1, D), data(4, 4));
            assertThat(s.metric(ROWS)).isEqualTo(1);
            s.awaitConnected(2);
            await(raw.close());
            s.awaitConnected(1);
            gate.open();
            assertThatThrownBy(() -> await(push.answer())).isNotNull();
            assertModel(s, 2, -1 - 4);
            Answer again =
                    await(s.raw(token(OFFENDER)).call(Protocol.PUSH, header(0, 1, D), data(9, 9)));
            assertThat(again.status()).isEqualTo(GrpcStatus.OK);
            assertModel(s, 2, -1 - 4);
            assertThat(s.metric("bft_pushes_repeated_total")).isEqualTo(1);
        }
    }

    @Test
    void aPushThatIsRepeatedWhileItWaitsIsAnsweredOverTheNewConnection() throws Exception {
        var gate = new Gate();
        try (var s = stepping("async", "none", gate)) {
            RawClient raw = s.raw(token(OFFENDER));
            sent(raw, header(0, 1, D), data(4, 4));
            RawClient newer = s.raw(token(OFFENDER));
            Open repeated = sent(newer, header(0, 1, D), data(4, 4));
            assertThat(s.metric(ROWS)).isEqualTo(1);
            assertThat(repeated.answer().isComplete()).isFalse();
            gate.open();
            assertThat(await(repeated.answer()).status()).isEqualTo(GrpcStatus.OK);
            assertModel(s, 2, -1 - 4);
        }
    }

    @Test
    void aFloodWhileAStepIsComputedHoldsOneRowOfItsSender() {
        var gate = new Gate();
        try (var s = stepping("async", "none", gate)) {
            RawClient raw = s.raw(token(OFFENDER));
            Open first = sent(raw, header(0, 1, D), data(4, 4));
            for (int sequence = 2; sequence < 9; sequence++) {
                RawClient another = s.raw(token(OFFENDER));
                Answer flood =
                        await(another.call(Protocol.PUSH, header(0, sequence, D), data(9, 9)));
                assertThat(flood.reason()).isEqualTo(Refusal.TOO_MANY_STREAMS.name());
                assertThat(flood.detail()).isEqualTo("push 1 is still waiting");
            }
            assertThat(s.metric(ROWS)).isEqualTo(1);
            gate.open();
            assertThatThrownBy(() -> await(first.answer())).isNotNull();
            assertModel(s, 2, -1 - 4);
        }
    }

    @Test
    void whatWaitsWhenTheJobEndsIsToldSo() {
        var gate = new Gate();
        try (var s = stepping("async", "none", gate)) {
            RawClient raw = s.raw(token(OFFENDER));
            Open push = sent(raw, header(0, 1, D), data(4, 4));
            s.server.end("enough");
            assertThat(await(push.answer()).reason()).isEqualTo(Refusal.JOB_ENDED.name());
            assertThat(s.metric(ROWS)).isZero();
            gate.open();
            assertThatThrownBy(() -> await(s.server.finished())).hasMessageContaining("enough");
        }
    }
}
