package bft.server.core;

import static bft.server.core.Simulated.GRACE;
import static bft.server.core.Simulated.SECOND;
import static bft.server.core.Simulated.settings;
import static org.assertj.core.api.Assertions.assertThat;

import bft.server.metrics.Tally;
import bft.worker.verdict.Accepted;
import bft.worker.verdict.Refusal;
import bft.worker.verdict.Refused;
import bft.worker.verdict.Verdict;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Modes in which stale gradients count: streams, and bundles of rounds. */
class AsynchronousJobTest {
    private static final Verdict ACCEPTED = new Accepted(1);

    private static JobSettings async(String filter, int n, int f, long rounds) {
        return settings("async", "median", Optional.of(filter), n, f, rounds);
    }

    private static void assertRefused(Optional<Verdict> verdict, Refusal reason, String detail) {
        assertThat(verdict).get().isInstanceOf(Refused.class);
        assertThat(((Refused) verdict.get()).reason()).isEqualTo(reason);
        assertThat(((Refused) verdict.get()).detail()).contains(detail);
    }

    @Test
    void everyGradientIsAStepWithoutAFilter() {
        var s = Simulated.running(async("none", 3, 1, 9), 1);
        assertThat(s.send(0, 0, 1)).contains(ACCEPTED);
        assertThat(s.send(1, 0, 2)).contains(ACCEPTED);
        assertThat(s.send(0, 2, 4)).contains(ACCEPTED);
        assertThat(s.job.model().version()).isEqualTo(3);
        assertThat(s.job.model().parameters()).containsExactly(-1 - 2 - 4);
        assertThat(s.released).hasSize(3);
        assertThat(s.records.get(1).workers().get(0).staleness()).isEqualTo(1);
        assertThat(s.lastRecord().workers().get(0).staleness()).isZero();
    }

    @Test
    void aStaleGradientIsDampenedAndItsWeightReported() {
        var s = Simulated.running(async("dynsgd", 3, 1, 9), 1);
        s.send(0, 0, 1);
        s.send(1, 1, 1);
        assertThat(s.send(2, 0, 6)).contains(new Accepted(1.0 / 3));
        assertThat(s.job.model().parameters()).containsExactly(-1 - 1 - 2);
        assertThat(s.lastRecord().workers().get(0).dampening()).isEqualTo(1.0 / 3);
        assertThat(s.lastRecord().workers().get(0).staleness()).isEqualTo(2);
        assertThat(s.lastRecord().tallies().get(2).accepted()).isEqualTo(Map.of(2L, 1));
    }

    @Test
    void whatIsStalerThanTheBoundIsRefusedBeforeItsData() {
        var s = Simulated.running(async("none", 3, 1, 99), 1);
        for (int version = 0; version < 7; version++) {
            s.send(0, version, 1);
        }
        assertThat(s.job.announced(new Announcement(1, 1, 1, 1), s.now)).isEmpty();
        assertRefused(
                s.job.announced(new Announcement(1, 1, 0, 1), s.now),
                Refusal.STALE_VERSION,
                "base version 0, the newest is 7 and gradients may be 6 behind");
        assertThat(s.send(1, 1, 1)).contains(ACCEPTED);
    }

    @Test
    void whatComesWhileAStepIsComputedWaitsInOrderAndIsJudgedAfterIt() {
        var s = Simulated.stepwise(async("none", 4, 1, 9), 1);
        s.send(0, 0, 1);
        assertThat(s.isAggregating()).isTrue();
        assertThat(s.send(2, 0, 20)).isEmpty();
        assertThat(s.send(1, 0, 30)).isEmpty();
        assertThat(s.job.lastSequence(2)).isEqualTo(1);
        s.aggregateNow();
        assertThat(s.answers).containsExactly(new Simulated.Answer(2, 1, ACCEPTED));
        assertThat(s.isAggregating()).isTrue();
        s.aggregateNow();
        assertThat(s.answers).last().isEqualTo(new Simulated.Answer(1, 1, ACCEPTED));
        s.aggregateNow();
        assertThat(s.job.model().parameters()).containsExactly(-51);
        assertThat(s.records.get(2).workers().get(0).staleness()).isEqualTo(2);
        assertThat(s.released).hasSize(3);
    }

    @Test
    void onePushAWorkerWaitsAndItsRepetitionIsAnsweredWithIt() {
        var s = Simulated.stepwise(async("none", 4, 1, 9), 1);
        s.sendAs(0, 0, 1, 1);
        assertThat(s.sendAs(1, 0, 1, 5)).isEmpty();
        assertThat(s.sendAs(1, 0, 1, 500)).isEmpty();
        assertThat(s.released).hasSize(2);
        assertRefused(s.sendAs(1, 0, 2, 7), Refusal.TOO_MANY_STREAMS, "push 1 is still waiting");
        s.aggregateNow();
        s.aggregateNow();
        assertThat(s.answers).containsExactly(new Simulated.Answer(1, 1, ACCEPTED));
        assertThat(s.job.model().parameters()).containsExactly(-6);
        assertThat(s.sendAs(1, 0, 1, 9)).contains(ACCEPTED);
        assertThat(s.isAggregating()).isFalse();
    }

    @Test
    void whatHasGrownTooStaleWhileItWaitedIsRefused() {
        var s = Simulated.stepwise(async("none", 1, 0, 9), 1);
        for (int version = 0; version < 2; version++) {
            s.send(0, version, 1);
            s.aggregateNow();
        }
        s.send(0, 2, 1);
        assertThat(s.send(0, 0, 1)).isEmpty();
        s.aggregateNow();
        assertThat(s.answers).hasSize(1);
        assertRefused(
                Optional.of(s.answers.get(0).verdict()), Refusal.STALE_VERSION, "the newest is 3");
        assertThat(s.released).hasSize(4);
    }

    @Test
    void whoWaitsWhenTheJobEndsIsToldSo() {
        var s = Simulated.stepwise(async("none", 4, 1, 1), 1);
        s.send(0, 0, 1);
        assertThat(s.send(1, 0, 1)).isEmpty();
        s.aggregateNow();
        assertThat(s.job.end().orElseThrow().isFinished()).isTrue();
        assertRefused(Optional.of(s.answers.get(0).verdict()), Refusal.JOB_ENDED, "has ended");
        assertThat(s.released).hasSize(2);
    }

    @Test
    void theDefaultFilterMakesAStepOfTheVotesOfMostWorkers() {
        var s =
                Simulated.running(
                        settings("async", "nnm,geometric-median", Optional.empty(), 4, 1, 3), 1);
        s.send(3, 0, 1000);
        s.send(0, 0, 1);
        assertThat(s.job.model().version()).isZero();
        s.send(1, 0, 3);
        assertThat(s.job.model().version()).isEqualTo(1);
        assertThat(s.job.model().parameters()[0]).isBetween(-3f, -1f);
        assertThat(s.lastRecord().present()).containsExactly(0, 1, 3);
        assertThat(s.lastRecord().tolerated()).isEqualTo(1);
    }

    @Test
    void refusalsOfAFilterAreCountedByWorkerAndAreNoEvidence() {
        var s = Simulated.running(async("kardam", 4, 1, 9), 1);
        s.send(0, 0, 1);
        assertRefused(s.send(0, 0, 1), Refusal.DUPLICATE, "too many gradients on version 0");
        s.send(1, 0, 1);
        s.send(2, 0, 1);
        Tally tally = s.lastRecord().tallies().get(0);
        assertThat(tally.acceptedCount()).isEqualTo(1);
        assertThat(tally.refused()).isEqualTo(Map.of(Refusal.DUPLICATE, 1));
        assertThat(s.lastRecord().refusals()).isEqualTo(Map.of(Refusal.DUPLICATE, 1));
        assertThat(s.job.distrusted()).isEmpty();
    }

    @Test
    void staleRowsAreNoEvidenceAgainstTheirWorkers() {
        var s = Simulated.running(async("votes", 4, 1, 9), 1);
        for (int version = 0; version < 6; version++) {
            s.send(0, version, 10);
            s.send(1, version, 11);
            s.send(3, Math.max(0, version - 4), 10.5f);
        }
        assertThat(s.job.model().version()).isEqualTo(6);
        assertThat(s.lastRecord().workers().get(2).dampening()).isEqualTo(0.2);
        assertThat(s.job.distrusted()).isEmpty();
    }

    @Test
    void faultsAreEvidenceAndStopNothing() {
        var s = Simulated.running(async("votes", 4, 1, 9), 1);
        for (int version = 0; version < 3; version++) {
            assertRefused(s.send(3, version, Float.NaN), Refusal.NON_FINITE, "value at 0 is NaN");
            for (int worker = 0; worker < 3; worker++) {
                s.send(worker, version, 1);
            }
        }
        assertThat(s.job.model().version()).isEqualTo(3);
        assertThat(s.job.distrusted()).isEqualTo(Map.of(3, "non-finite"));
    }

    @Test
    void endsWithAMessageWhenMoreThanFAreSilent() {
        var s = Simulated.running(async("votes", 4, 1, 9), 1);
        s.send(0, 0, 1);
        s.send(1, 0, 1);
        s.pass(30 * SECOND);
        assertThat(s.job.end().orElseThrow().message())
                .isEqualTo(
                        "version 0: 2 of at least 3 gradients within 30.0 s (n=4, f=1): more than f"
                                + " workers are silent");
    }

    @Test
    void endsWithAMessageWhenTooFewJoin() {
        var s = Simulated.waiting(async("votes", 4, 1, 9), 1);
        s.job.connected(0, 0);
        s.pass(60 * SECOND);
        assertThat(s.job.end().orElseThrow().message())
                .isEqualTo("start: 1 of at least 3 workers joined within 60.0 s (n=4, f=1)");
    }

    /** Kardam without votes, all coefficients known and 0: whatever changes is too steep. */
    private static Simulated standingStill() {
        var s = Simulated.running(async("kardam:votes=off,frequency=off,attempts=1", 4, 1, 99), 1);
        for (int push = 0; push < 8; push++) {
            assertThat(s.send(push % 4, push, 1)).contains(ACCEPTED);
        }
        return s;
    }

    @Test
    void endsWithAMessageWhenTheFilterMakesNoStep() {
        var s = standingStill();
        for (int worker = 0; worker < 3; worker++) {
            assertRefused(
                    s.send(worker, 8, (float) Math.pow(1000, worker + 1)),
                    Refusal.LIPSCHITZ_EXCEEDED,
                    "");
        }
        s.pass(30 * SECOND);
        assertThat(s.job.end().orElseThrow().message())
                .isEqualTo(
                        "version 8: filter kardam:votes=off,frequency=off,attempts=1 makes no step from the"
                                + " gradients of 3 workers (n=4, f=1): refused {LIPSCHITZ_EXCEEDED=3}");
    }

    @Test
    void attemptsOnAVersionAreJudgedAndMakeNoStepWhenAllAreUsed() {
        String filter = "kardam:votes=off,frequency=off,attempts=2";
        var s = Simulated.running(async(filter, 4, 1, 99), 1);
        for (int push = 0; push < 8; push++) {
            assertThat(s.send(push % 4, push, 1)).contains(ACCEPTED);
        }
        for (int push = 0; push < 5; push++) {
            float gradient = (float) Math.pow(1000, push + 1);
            assertRefused(s.send(push % 3, 8, gradient), Refusal.LIPSCHITZ_EXCEEDED, "");
        }
        assertRefused(s.send(2, 8, 1e20f), Refusal.LIPSCHITZ_EXCEEDED, "");
        assertRefused(s.send(0, 8, 1), Refusal.DUPLICATE, "too many gradients on version 8");
        s.pass(30 * SECOND);
        assertThat(s.job.end().orElseThrow().message()).contains("makes no step").contains("of 3");
    }

    @Test
    void aCoefficientLeavesTheThresholdWhileItsWorkerIsSilent() {
        String filter = "kardam:votes=off,frequency=off,attempts=2";
        var s = Simulated.running(async(filter, 4, 1, 99), 1);
        for (int push = 0; push < 8; push++) {
            assertThat(s.send(push % 4, push, 1)).contains(ACCEPTED);
        }
        for (int worker = 0; worker < 3; worker++) {
            assertRefused(s.send(worker, 8, 1000), Refusal.LIPSCHITZ_EXCEEDED, "");
        }
        s.pass(30 * SECOND);
        assertThat(s.job.end()).as("1 of 4 is silent").isEmpty();
        assertThat(s.job.guarantee().tolerance().toString())
                .isEqualTo("tolerates none of n = 4, because worker 3 is silent");
        assertThat(s.send(2, 8, 1e6f)).contains(ACCEPTED);
    }

    @Test
    void anAttemptBeyondTheAllowedIsRefusedUnseen() {
        var s = Simulated.running(async("kardam:votes=off,attempts=2", 4, 1, 9), 1);
        assertThat(s.job.announced(new Announcement(1, 1, 0, 1, 1), s.now)).isEmpty();
        assertRefused(
                s.job.announced(new Announcement(1, 1, 0, 1, 2), s.now),
                Refusal.DUPLICATE,
                "attempt 2 on version 0, attempts must be in [0, 2)");
    }

    @Test
    void theRecordTellsOfTheGradientThatCountsAndOfNoneRefusedAfterIt() {
        var s = Simulated.running(async("kardam:votes=off", 4, 1, 9), 1);
        assertThat(s.send(0, 0, 1)).contains(ACCEPTED);
        assertRefused(s.send(0, 0, 1), Refusal.TOO_FREQUENT, "");
        assertThat(s.job.model().version()).isZero();
        assertThat(s.send(1, 0, 2)).contains(ACCEPTED);
        assertThat(s.job.model().parameters()).containsExactly(-1 - 2);
        assertThat(s.lastRecord().workers().get(0).dampening()).isEqualTo(1);
    }

    @Test
    void goesOnAsLongAsEnoughWorkersAreHeardOfThatMaySendYet() {
        var s = standingStill();
        for (int worker = 0; worker < 3; worker++) {
            s.send(worker, 7, (float) Math.pow(1000, worker + 1));
        }
        s.pass(59 * SECOND);
        assertThat(s.job.end()).isEmpty();
        s.pass(SECOND);
        assertThat(s.job.end().orElseThrow().message()).contains("0 of at least 3 gradients");
    }

    @Test
    void aBufferThatNobodyFillsCostsTheGraceTimeOnce() {
        var s = Simulated.running(async("basgd", 6, 1, 9), 1);
        for (int worker = 1; worker < 6; worker++) {
            s.send(worker, 0, 1);
        }
        // Four buffers: worker 0 shares the first with worker 4.
        assertThat(s.job.model().version()).isEqualTo(1);
        for (int version = 1; version < 5; version++) {
            s.send(0, version, 1);
            for (int worker = 1; worker < 6; worker++) {
                if (worker != 3) {
                    s.send(worker, version, 1);
                }
            }
            assertThat(s.job.model().version()).isEqualTo(version == 1 ? 1 : version + 1);
            if (version == 1) {
                s.pass(GRACE);
                assertThat(s.job.model().version()).isEqualTo(2);
            }
        }
    }

    @Test
    void aWorkerTooFarAheadGetsNoVersionAndMayNotPush() {
        var s = Simulated.running(settings("ssp:s=1", "median", Optional.of("none"), 3, 1, 99), 1);
        assertThat(s.send(0, 0, 1)).contains(ACCEPTED);
        assertThat(s.job.mayStart(0)).isTrue();
        assertThat(s.send(0, 1, 1)).contains(ACCEPTED);
        assertThat(s.job.mayStart(0)).isFalse();
        assertRefused(
                s.send(0, 2, 1),
                Refusal.TOO_FAR_AHEAD,
                "worker 0 is 2 pushes ahead, at most 1 are allowed");
        int told = s.leadChanges;
        assertThat(s.send(1, 0, 1)).contains(ACCEPTED);
        assertThat(s.leadChanges).isGreaterThan(told);
        assertThat(s.job.mayStart(0)).isTrue();
        assertThat(s.send(0, 3, 1)).contains(ACCEPTED);
    }

    @Test
    void theFirstGradientsMakeARoundWithoutTheBackups() {
        var s = Simulated.running(settings("backup:b=1", "median", Optional.empty(), 4, 1, 9), 1);
        s.send(3, 0, 7);
        s.send(1, 0, 2);
        s.send(0, 0, 1);
        assertThat(s.job.model().parameters()).containsExactly(-2);
        assertThat(s.lastRecord().tolerated()).isEqualTo(1);
        assertRefused(s.send(2, 0, 1), Refusal.STALE_VERSION, "the round of version 1 is open");
    }

    @Test
    void aBundleTakesStaleGradientsWithOneVoteAWorker() {
        var s =
                Simulated.running(
                        settings("bundled:m=3", "median", Optional.of("dynsgd"), 4, 1, 9), 1);
        s.send(0, 0, 1);
        assertRefused(s.send(0, 0, 1), Refusal.DUPLICATE, "has already submitted in round 0");
        s.send(1, 0, 1);
        s.send(2, 0, 1);
        assertThat(s.job.model().version()).isEqualTo(1);
        assertThat(s.send(3, 0, 8)).contains(new Accepted(0.5));
        s.send(0, 1, 3);
        s.send(1, 1, 5);
        // The median of 8/2, 3 and 5.
        assertThat(s.job.model().parameters()).containsExactly(-1 - 4);
        assertThat(s.lastRecord().workers().get(2).staleness()).isEqualTo(1);
        assertThat(s.lastRecord().workers().get(2).dampening()).isEqualTo(0.5);
    }

    @Test
    void aGradientForABundleWaitsForTheStepUnderWay() {
        var s = Simulated.stepwise(settings("bundled:m=2", "mean", Optional.empty(), 3, 1, 9), 1);
        s.send(0, 0, 1);
        s.send(1, 0, 1);
        assertThat(s.send(2, 0, 5)).isEmpty();
        assertThat(s.send(0, 0, 7)).isEmpty();
        s.aggregateNow();
        assertThat(s.answers).hasSize(2);
        s.aggregateNow();
        assertThat(s.job.model().parameters()).containsExactly(-1 - 6);
        assertThat(s.released).hasSize(4);
    }
}
