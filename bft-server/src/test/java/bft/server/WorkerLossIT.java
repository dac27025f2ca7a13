package bft.server;

import static bft.server.TestServer.F;
import static bft.server.TestServer.N;
import static bft.server.TestServer.await;
import static bft.server.TestServer.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bft.aggregation.admission.Contribution;
import bft.server.metrics.RoundRecord;
import bft.worker.client.GrpcClient;
import bft.worker.client.JobEndedException;
import bft.worker.client.Model;
import bft.worker.wire.Protocol;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Workers that are killed: their connection breaks in whatever they were doing. */
@Timeout(180)
class WorkerLossIT {
    private static final int ROUNDS = 30;

    /** More rounds than a test waits for. */
    private static final int ENDLESS = 1_000_000;

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

    /** Completes when the connection is gone, whatever the job said before. */
    private static Future<Void> dieInMidPush(RawClient client) {
        return client.join()
                .compose(
                        joined ->
                                client.begin(
                                        Protocol.PUSH,
                                        RawClient.header(0, 1, 2),
                                        RawClient.data(9)))
                .otherwiseEmpty()
                .compose(begun -> client.close());
    }

    @Test
    void upToFWorkersMayDieAndComeBackAgainAndAgain() throws Exception {
        try (var s = new TestServer(TestServer.config(2, ROUNDS, 30_000))) {
            List<Future<String>> honest = new ArrayList<>();
            for (int worker = 0; worker < N - F; worker++) {
                honest.add(work(s.client(worker), worker, -1));
            }
            int incarnations = 0;
            while (!s.server.finished().isComplete()) {
                RawClient dying = s.raw(token(3));
                await(dieInMidPush(dying));
                incarnations++;
            }
            assertThat(await(s.server.finished()).parameters()).containsOnly(-ROUNDS);
            assertThat(incarnations).isGreaterThan(1);
            for (Future<String> worker : honest) {
                assertThat(await(worker)).contains("finished");
            }
            List<RoundRecord> rounds = new ArrayList<>(s.rounds);
            assertThat(rounds).hasSize(ROUNDS);
            assertThat(rounds).allSatisfy(r -> assertThat(r.present()).containsExactly(0, 1, 2));
        }
    }

    @Test
    void moreThanFKilledEndTheJobAndTheOthersHearWhy() {
        try (var s = new TestServer(TestServer.config(2, ENDLESS, 2_000))) {
            List<Future<String>> left = new ArrayList<>();
            for (int worker = 0; worker < N; worker++) {
                Future<String> working = work(s.client(worker), worker, -1);
                if (worker > F) {
                    left.add(working);
                }
            }
            await(s.client(2).pull(2));
            for (int worker = 0; worker <= F; worker++) {
                s.client(worker).close();
            }
            for (Future<String> worker : left) {
                assertThat(await(worker))
                        .contains("of at least 3 gradients within 2.0 s (n=4, f=1)");
            }
            assertThatThrownBy(() -> await(s.server.finished()))
                    .isInstanceOf(JobFailedException.class)
                    .hasMessageContaining("more than f workers are silent");
        }
    }
}
