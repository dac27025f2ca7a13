package bft.server;

import static bft.server.RawClient.data;
import static bft.server.RawClient.header;
import static bft.server.TestServer.F;
import static bft.server.TestServer.N;
import static bft.server.TestServer.await;
import static bft.server.TestServer.token;
import static org.assertj.core.api.Assertions.assertThat;

import bft.aggregation.admission.Contribution;
import bft.server.RawClient.Answer;
import bft.server.config.ServerConfig;
import bft.server.core.TrainingPlan;
import bft.server.metrics.RoundRecord;
import bft.server.optimiser.Schedule;
import bft.server.optimiser.Sgd;
import bft.worker.Worker;
import bft.worker.WorkerReport;
import bft.worker.client.Computation;
import bft.worker.client.GrpcClient;
import bft.worker.client.JobEndedException;
import bft.worker.client.Model;
import bft.worker.verdict.Accepted;
import bft.worker.verdict.Refusal;
import bft.worker.wire.JobPhase;
import bft.worker.wire.Messages;
import bft.worker.wire.Protocol;
import bft.worker.wire.PullRequest;
import io.vertx.core.Future;
import io.vertx.core.streams.ReadStream;
import io.vertx.grpc.common.GrpcStatus;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Gradients filtered one by one over real sockets; three of four workers are honest. */
@Timeout(180)
class AsynchronousIT {
    private static final int OFFENDER = 3;

    private static ServerConfig config(String mode, String filter, long versions) {
        var sgd = new Sgd(new Schedule.Constant(1));
        return TestServer.config(mode, filter, 2, new TrainingPlan(sgd, versions, 7));
    }

    /** Pulls and pushes ones until the job ends; completes with how it ended. */
    private static Future<String> work(GrpcClient client, int worker, long version) {
        return client.pull(version)
                .compose(model -> push(client, worker, model).compose(v -> work(client, worker, v)))
                .recover(
                        error ->
                                error instanceof JobEndedException ended
                                        ? Future.succeededFuture(ended.getMessage())
                                        : Future.failedFuture(error));
    }

    private static Future<Long> push(GrpcClient client, int worker, Model model) {
        var contribution = new Contribution(worker, model.version(), new float[] {1, 1});
        return client.push(contribution).map(verdict -> model.version());
    }

    private static List<Future<String>> honest(TestServer s) {
        List<Future<String>> honest = new ArrayList<>();
        for (int worker = 0; worker < N - F; worker++) {
            honest.add(work(s.client(worker), worker, -1));
        }
        return honest;
    }

    private static List<RoundRecord> requireFinished(TestServer s, List<Future<String>> honest) {
        await(s.server.finished());
        honest.forEach(worker -> assertThat(await(worker)).contains("finished"));
        List<RoundRecord> steps = new ArrayList<>(s.rounds);
        for (int step = 0; step < steps.size(); step++) {
            assertThat(steps.get(step).version()).isEqualTo(step + 1);
        }
        return steps;
    }

    @ParameterizedTest
    @CsvSource({
        "async,       none",
        "async,       kardam",
        "async,       basgd",
        "ssp:s=0,     votes",
        "ssp:s=2,     dynsgd",
        "bundled:m=3, dynsgd",
        "backup:b=1,  "
    })
    void aSilentWorkerStopsNothing(String mode, String filter) {
        try (var s = new TestServer(config(mode, filter, 20))) {
            await(s.raw(token(OFFENDER)).join());
            assertThat(requireFinished(s, honest(s))).hasSize(20);
        }
    }

    @ParameterizedTest
    @CsvSource({"async, STALE_VERSION", "ssp:s=2, TOO_FAR_AHEAD"})
    void aFloodOfReplaysCostsItsSenderAndNobodyElse(String mode, String refusal) {
        try (var s = new TestServer(config(mode, "votes:dampening=none", 30))) {
            RawClient raw = s.raw(token(OFFENDER));
            await(raw.join());
            List<Future<String>> honest = new ArrayList<>();
            Set<String> answers = new HashSet<>();
            for (int push = 1; !s.server.finished().isComplete(); push++) {
                Future<Answer> answer =
                        raw.call(Protocol.PUSH, header(0, push, 2), data(1e6f, -1e6f));
                answers.add(await(answer.map(Answer::reason).otherwise("lost")));
                if (push == 4) {
                    honest.addAll(honest(s));
                }
            }
            List<RoundRecord> steps = requireFinished(s, honest);
            assertThat(steps).hasSize(30);
            assertThat(answers).contains(refusal);
            // Three votes make a step, of whom two at least are honest.
            assertThat(await(s.server.finished()).parameters()).containsOnly(-30);
            assertThat(s.metric("bft_rows_in_use")).isZero();
        }
    }

    /**
     * One of four sends two equal vectors, of coefficient 0, and falls silent: so exactly one of
     * the others may send what counts, and one in three times it is the steepest of them. Without
     * further attempts the job would run dry.
     */
    @Test
    void honestWorkersWhoseGradientsWereRefusedGoOnOnTheSameVersion() {
        try (var s = new TestServer(config("async", "kardam:votes=off,bundle=1", 60))) {
            RawClient raw = s.raw(token(OFFENDER));
            await(raw.join());
            for (int push = 0; push < 2; push++) {
                await(raw.call(Protocol.PUSH, header(push, push + 1, 2), data(1, 1)));
                await(s.client(TestServer.OBSERVER).pull(0));
            }
            List<Future<WorkerReport>> honest = new ArrayList<>();
            for (int worker = 0; worker < N - F; worker++) {
                GrpcClient client = s.client(worker);
                var random = new Random(worker);
                Computation noise = (model, attempt) -> direction(random.nextDouble());
                honest.add(client.join().compose(c -> Worker.run(client, c, noise, Runnable::run)));
            }
            await(s.server.finished());
            assertThat(s.rounds).hasSize(60);
            for (Future<WorkerReport> worker : honest) {
                WorkerReport report = await(worker);
                assertThat(report.state()).isEqualTo(JobPhase.FINISHED);
                assertThat(report.accepted()).isBetween(17L, 23L);
                assertThat(report.refused()).containsKey(Refusal.TOO_FREQUENT);
            }
        }
    }

    /** A gradient of length 1, so that no step is so short that all further gradients are steep. */
    private static float[] direction(double share) {
        double angle = 2 * Math.PI * share;
        return new float[] {(float) Math.cos(angle), (float) Math.sin(angle)};
    }

    @Test
    void aPushThatIsRepeatedCountsOnce() {
        try (var s = new TestServer(config("async", "none", 9))) {
            RawClient raw = s.raw(token(OFFENDER));
            await(raw.join());
            for (int time = 0; time < 3; time++) {
                Answer answer = await(raw.call(Protocol.PUSH, header(0, 1, 2), data(4, 4)));
                assertThat(answer.status()).isEqualTo(GrpcStatus.OK);
            }
            assertThat(await(s.client(0).pull(0)).parameters()).containsOnly(-4);
            assertThat(await(s.client(0).status()).version()).isEqualTo(1);
            assertThat(s.metric("bft_pushes_repeated_total")).isEqualTo(2);
        }
    }

    @Test
    void pushesThatComeTogetherAreAllAnswered() {
        try (var s = new TestServer(config("async", "dynsgd", 90))) {
            for (long base = 0; base < 2; base++) {
                List<Future<Object>> answers = new ArrayList<>();
                for (int worker = 0; worker < N; worker++) {
                    var gradient = new Contribution(worker, base, new float[] {1, 1});
                    answers.add(s.client(worker).push(gradient).map(verdict -> verdict));
                }
                for (Future<Object> answer : answers) {
                    assertThat(await(answer)).isInstanceOf(Accepted.class);
                }
            }
            assertThat(await(s.client(0).pull(7)).version()).isEqualTo(8);
        }
    }

    @Test
    void aWorkerFarAheadWaitsForTheSlow() {
        try (var s = new TestServer(config("ssp:s=1", "none", 90))) {
            RawClient raw = s.raw(token(OFFENDER));
            await(raw.join());
            for (int push = 0; push < 2; push++) {
                Answer answer =
                        await(raw.call(Protocol.PUSH, header(push, push + 1, 2), data(1, 1)));
                assertThat(answer.status()).isEqualTo(GrpcStatus.OK);
                await(s.client(TestServer.OBSERVER).pull(push));
            }
            Answer ahead = await(raw.call(Protocol.PUSH, header(2, 3, 2), data(1, 1)));
            assertThat(ahead.reason()).isEqualTo(Refusal.TOO_FAR_AHEAD.name());
            var soon = Messages.encode(new PullRequest(1, 100));
            assertThat(await(raw.call(Protocol.PULL, soon)).messages()).hasSize(1);
            var later = Messages.encode(new PullRequest(1, 60_000));
            Future<Answer> held = raw.call(Protocol.PULL, later);
            for (int worker = 0; worker < N - F; worker++) {
                await(s.client(worker).push(new Contribution(worker, 0, new float[] {1, 1})));
            }
            assertThat(await(held).messages()).hasSize(2);
        }
    }

    @Test
    void aModelThatTakesItsTimeIsSentWholeThoughThereAreNewerOnes() {
        int dimension = 1_000_000;
        var training = new TrainingPlan(new Sgd(new Schedule.Constant(1)), 90, 7);
        try (var s = new TestServer(TestServer.config("async", "none", dimension, training))) {
            var pull = await(s.raw(token(OFFENDER)).open(Protocol.PULL));
            pull.request().end(Messages.encode(new PullRequest(-1, 60_000)));
            var reading = await(pull.request().response().onSuccess(ReadStream::pause));
            for (long version = 0; version < 3; version++) {
                await(s.client(0).push(new Contribution(0, version, new float[dimension])));
                await(s.client(0).pull(version));
            }
            reading.resume();
            Answer whole = await(pull.answer());
            assertThat(whole.status()).isEqualTo(GrpcStatus.OK);
            int frames = (4 * dimension + Protocol.CHUNK_BYTES - 1) / Protocol.CHUNK_BYTES;
            assertThat(whole.messages()).hasSize(1 + frames);
        }
    }
}
