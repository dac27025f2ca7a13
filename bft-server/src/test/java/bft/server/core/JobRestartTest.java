package bft.server.core;

import static org.assertj.core.api.Assertions.assertThat;

import bft.aggregation.state.Snapshot;
import bft.server.metrics.VarianceToNorm;
import bft.worker.verdict.Accepted;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A job that goes on in another process, where its workers are yet to come back. */
class JobRestartTest {
    private static JobSettings settings(long rounds) {
        return Simulated.settings("mean", 3, 1, 2, rounds);
    }

    private static Simulated afterOneRound(JobSettings settings) {
        Simulated job = Simulated.running(settings, 1);
        for (int worker = 0; worker < 3; worker++) {
            job.push(worker, 3);
        }
        assertThat(job.job.model().version()).isEqualTo(1);
        return job;
    }

    @Test
    void itWaitsForTheWorkersAsAtTheStart() {
        Simulated before = afterOneRound(settings(5));
        Simulated after = Simulated.restarted(settings(5), before.job.snapshot(before.now), 1);
        assertThat(after.job.connectedWorkers()).isZero();
        assertThat(after.job.hasBegun()).isFalse();
        after.pass(59 * Simulated.SECOND);
        assertThat(after.job.end()).isEmpty();
        after.pass(2 * Simulated.SECOND);
        assertThat(after.job.end().orElseThrow().message())
                .startsWith("start: 0 of at least 2 workers joined within 60.0 s");
    }

    @Test
    void thePlacesOfOwnersAndTheEstimateOfVarianceAreThereAgain() {
        JobSettings five = Simulated.settings("mean", 5, 1, 4, 9);
        Simulated before = Simulated.running(five, 1);
        for (int worker = 0; worker < 5; worker++) {
            before.push(worker, 3 + worker);
        }
        before.job.places().put(2, "alice");
        VarianceToNorm estimate = before.job.guarantee().variance();
        assertThat(estimate.ratio()).isPositive().isFinite();
        Simulated after = Simulated.restarted(five, before.job.snapshot(before.now), 1);
        assertThat(after.job.places()).containsExactly(Map.entry(2, "alice"));
        assertThat(after.job.guarantee().variance()).isEqualTo(estimate);
    }

    @Test
    void theFirstRoundWaitsForThoseWhoAreSlowToComeBack() {
        Simulated before = afterOneRound(settings(5));
        Simulated after = Simulated.restarted(settings(5), before.job.snapshot(before.now), 1);
        after.job.connected(0, after.now);
        after.job.connected(1, after.now);
        after.push(0, 1);
        after.push(1, 1);
        assertThat(after.job.model().version()).as("worker 2 is expected").isEqualTo(1);
        after.job.connected(2, after.now);
        after.push(2, 1);
        assertThat(after.job.model().version()).isEqualTo(2);
    }

    @Test
    void aRepeatedPushGetsItsAnswerAndCountsOnce() {
        Simulated before = Simulated.running(settings(5), 1);
        before.pushAt(0, 0, 1, 3);
        Simulated after = Simulated.restarted(settings(5), before.job.snapshot(before.now), 1);
        after.job.connected(0, after.now);
        after.job.connected(1, after.now);
        after.job.connected(2, after.now);
        assertThat(after.pushAt(0, 0, 1, 9)).isInstanceOf(Accepted.class);
        after.push(1, 3);
        after.push(2, 3);
        assertThat(after.job.model().parameters()).containsExactly(-3);
    }

    @Test
    void aFinishedJobGoesOnWhereItIsGivenMoreRounds() {
        Simulated before = afterOneRound(settings(1));
        assertThat(before.job.end().orElseThrow().isFinished()).isTrue();
        Snapshot saved = before.job.snapshot(before.now);
        Simulated same = Simulated.restarted(settings(1), saved, 1);
        assertThat(same.job.end().orElseThrow().isFinished()).isTrue();
        Simulated more = Simulated.restarted(settings(2), saved, 1);
        assertThat(more.job.end()).isEqualTo(Optional.empty());
        for (int worker = 0; worker < 3; worker++) {
            more.job.connected(worker, more.now);
            more.push(worker, 1);
        }
        assertThat(more.job.model().version()).isEqualTo(2);
        assertThat(more.job.end().orElseThrow().isFinished()).isTrue();
    }

    @Test
    void theTimeOfARoundBeginsWhenWorkersCanHaveTheVersion() {
        Simulated job = afterOneRound(settings(5));
        job.pass(29 * Simulated.SECOND);
        job.job.released(job.now);
        job.pass(29 * Simulated.SECOND);
        assertThat(job.job.end()).isEmpty();
        job.pass(2 * Simulated.SECOND);
        assertThat(job.job.end()).isPresent();
    }
}
