package bft.server;

import static bft.server.RawClient.header;
import static bft.server.TestServer.F;
import static bft.server.TestServer.N;
import static bft.server.TestServer.await;
import static bft.server.TestServer.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bft.aggregation.rules.Rules;
import bft.server.RawClient.Answer;
import bft.server.RawClient.Open;
import bft.server.config.ServerConfig;
import bft.server.core.Deadlines;
import bft.server.core.JobSettings;
import bft.server.core.TrainingPlan;
import bft.server.optimiser.Schedule;
import bft.server.optimiser.Sgd;
import bft.server.synchrony.Synchrony;
import bft.server.wire.ConnectionLimits;
import bft.server.wire.WireLimits;
import bft.worker.codec.Codecs;
import bft.worker.verdict.Refusal;
import bft.worker.wire.Chunks;
import bft.worker.wire.JoinRequest;
import bft.worker.wire.Messages;
import bft.worker.wire.Protocol;
import bft.worker.wire.PullRequest;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Workers whose calls stand still for longer than the idle time, and come back before the round's
 * deadline: rounds stop waiting for them, and they lose nothing.
 */
@Timeout(120)
class SlowWorkerIT {
    private static final long MILLI = 1_000_000;
    private static final long IDLE_MILLIS = 300;
    private static final ConnectionLimits CONNECTIONS = new ConnectionLimits(100);
    private static final int CHUNK = 61_408;

    /** More than the network's buffers hold, so that a pull that nobody reads stands still. */
    private static final int D = 4_000_000;

    private static ServerConfig config(int dimension, int quorum, long roundMillis) {
        var settings =
                new JobSettings(
                        N,
                        Rules.of("mean", F),
                        Synchrony.bulkSynchronous(N, quorum, 60_000 * MILLI),
                        new TrainingPlan(new Sgd(new Schedule.Constant(1)), 2, 7),
                        new Deadlines(60_000 * MILLI, roundMillis * MILLI));
        ServerConfig config = TestServer.config(settings, dimension, roundMillis);
        return config.with(
                config.wire().with(new WireLimits(IDLE_MILLIS, roundMillis, CONNECTIONS)));
    }

    /** Waits for as long as a call may stand still: a request that never ends is refused then. */
    private static void passIdleTime(TestServer s, int worker) {
        Open join =
                await(
                        s.raw(token(worker))
                                .begin(
                                        Protocol.JOIN,
                                        Messages.encode(new JoinRequest(1, JoinRequest.UNNAMED))));
        assertThat(await(join.answer()).reason()).isEqualTo(Refusal.TOO_SLOW.name());
    }

    private static Buffer ones(int from, int to) {
        float[] values = new float[to];
        Arrays.fill(values, 1);
        return Chunks.encode(Codecs.FLOAT32, values, from, to);
    }

    @ParameterizedTest
    @ValueSource(ints = {F + 1, N})
    void pushesThatStandStillCountWhenTheyGoOn(int slow) throws Exception {
        try (var s = new TestServer(config(2, N, 60_000))) {
            List<Open> stalled = new ArrayList<>();
            for (int worker = 0; worker < slow; worker++) {
                RawClient raw = s.raw(token(worker));
                stalled.add(await(raw.begin(Protocol.PUSH, header(0, 1, 2), ones(0, 1))));
            }
            passIdleTime(s, N - 1);
            for (int worker = slow; worker < N; worker++) {
                RawClient raw = s.raw(token(worker));
                assertAccepted(await(raw.call(Protocol.PUSH, header(0, 1, 2), ones(0, 2))));
            }
            for (Open push : stalled) {
                push.request().end(ones(1, 2));
                assertAccepted(await(push.answer()));
            }
            assertThat(await(s.client(0).pull(0)).parameters()).containsOnly(-1);
            assertThat(s.rounds.take().present()).hasSize(N);
        }
    }

    private static void assertAccepted(Answer answer) {
        assertThat(answer.reason()).isEmpty();
        assertThat(answer.messages()).hasSize(1);
    }

    @Test
    void pullsThatStandStillAreSentWholeWhenTheyAreReadOn() throws Exception {
        try (var s = new TestServer(config(D, N, 60_000))) {
            List<RawClient> raws = new ArrayList<>();
            List<Future<Answer>> answers = new ArrayList<>();
            List<ReadStream<Buffer>> reading = new ArrayList<>();
            for (int worker = 0; worker < N; worker++) {
                RawClient raw = s.raw(token(worker));
                Open pull = await(raw.open(Protocol.PULL));
                pull.request().end(Messages.encode(new PullRequest(-1, 60_000)));
                raws.add(raw);
                answers.add(pull.answer());
                reading.add(await(pull.request().response().onSuccess(ReadStream::pause)));
            }
            passIdleTime(s, N - 1);
            reading.forEach(ReadStream::resume);
            for (Future<Answer> answer : answers) {
                assertThat(await(answer).messages()).hasSize(1 + (D + CHUNK - 1) / CHUNK);
            }
            Buffer[] push = new Buffer[1 + (D + CHUNK - 1) / CHUNK];
            push[0] = header(0, 1, D);
            for (int i = 1; i < push.length; i++) {
                push[i] = ones((i - 1) * CHUNK, Math.min(D, i * CHUNK));
            }
            for (int worker = 0; worker < N; worker++) {
                assertAccepted(await(raws.get(worker).call(Protocol.PUSH, push)));
            }
            assertThat(s.rounds.take().present()).hasSize(N);
        }
    }

    @Test
    void joinsThatStandStillAreRefusedForThemselvesOnly() {
        try (var s = new TestServer(config(2, N, 60_000))) {
            for (int worker = 0; worker < N; worker++) {
                passIdleTime(s, worker);
            }
            for (int worker = 0; worker < N; worker++) {
                RawClient raw = s.raw(token(worker));
                assertThat(await(raw.join()).reason()).isEmpty();
                assertAccepted(await(raw.call(Protocol.PUSH, header(0, 1, 2), ones(0, 2))));
            }
            assertThat(await(s.client(0).pull(0)).version()).isEqualTo(1);
        }
    }

    @Test
    void aRoundDoesNotWaitForAPushThatStandsStill() {
        try (var s = new TestServer(config(2, N - F, 60_000))) {
            var stalled = await(s.raw(token(3)).begin(Protocol.PUSH, header(0, 1, 2), ones(0, 1)));
            s.honestRound(2, 0);
            assertThat(await(s.client(0).pull(0)).parameters()).containsOnly(-2);
            assertThat(await(stalled.answer()).reason()).isEqualTo(Refusal.STALE_VERSION.name());
        }
    }

    @Test
    void onlyTheDeadlineEndsAJobWhoseWorkersAllStandStill() {
        try (var s = new TestServer(config(2, N - F, 1_500))) {
            for (int worker = 0; worker < N; worker++) {
                await(s.raw(token(worker)).begin(Protocol.PUSH, header(0, 1, 2), ones(0, 1)));
            }
            assertThatThrownBy(() -> await(s.server.finished()))
                    .hasMessageContaining("gradients within 1.5 s");
        }
    }

    @Test
    void aPullThatIsNeverReadIsCountedAndNamed() throws Exception {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        var limits = new WireLimits(IDLE_MILLIS, 900, CONNECTIONS);
        try (var s = new PlainServer(1, D, 2, limits, thread)) {
            RawClient raw = s.worker(0);
            Open pull = await(raw.open(Protocol.PULL));
            pull.request().end(Messages.encode(new PullRequest(-1, 60_000)));
            await(pull.request().response().onSuccess(ReadStream::pause));
            assertThat(s.job.heard.take()).isEqualTo("connected 0");
            assertThat(s.job.heard.take()).isEqualTo("slow 0");
            assertThat(s.job.heard.take()).isEqualTo("refused 0 TOO_SLOW");
            assertThat(await(raw.call(Protocol.STATUS, Messages.empty())).reason()).isEmpty();
        } finally {
            thread.shutdownNow();
        }
    }

    @Test
    void aPushIsToldToBeSlowOnceAndEndedByTheTransferLimit() throws Exception {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        var limits = new WireLimits(IDLE_MILLIS, 900, CONNECTIONS);
        try (var s = new PlainServer(1, 3, 2, limits, thread)) {
            Open push = await(s.worker(0).begin(Protocol.PUSH, header(0, 1, 3), ones(0, 1)));
            Answer answer = await(push.answer());
            assertThat(answer.reason()).isEqualTo(Refusal.TOO_SLOW.name());
            assertThat(answer.detail()).isEqualTo("the push took too long, 1 values arrived");
            assertThat(s.job.heard)
                    .containsExactly("connected 0", "announced 0", "slow 0", "refused 0 TOO_SLOW");
            assertThat(s.job.rows.inUse()).isZero();
        } finally {
            thread.shutdownNow();
        }
    }
}
