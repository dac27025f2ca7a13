package bft.server.core;

import static bft.server.core.Simulated.GRACE;
import static bft.server.core.Simulated.SECOND;
import static bft.server.core.Simulated.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bft.aggregation.AggregationRule;
import bft.aggregation.RoundContext;
import bft.aggregation.RowHistory;
import bft.aggregation.engine.Aggregator;
import bft.aggregation.rules.Rules;
import bft.server.membership.Change;
import bft.server.optimiser.Optimiser;
import bft.server.optimiser.OptimiserState;
import bft.server.optimiser.Schedule;
import bft.server.synchrony.Modes;
import bft.worker.verdict.Accepted;
import bft.worker.verdict.Refusal;
import bft.worker.verdict.Refused;
import bft.worker.verdict.Verdict;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class JobTest {
    private static final Offset<Float> ROUNDING = Offset.offset(1e-6f);

    private static final Verdict ACCEPTED = new Accepted(1);

    private static void assertRefused(Verdict verdict, Refusal reason, String detail) {
        assertThat(verdict).isInstanceOf(Refused.class);
        assertThat(((Refused) verdict).reason()).isEqualTo(reason);
        assertThat(((Refused) verdict).detail()).contains(detail);
    }

    @Test
    void closesAtOnceWhenAllHaveVoted() {
        var s = Simulated.running(settings("mean", 3, 0, 3, 2), 2);
        s.push(0, 1, 0);
        s.push(1, 2, 0);
        assertThat(s.versions).isEmpty();
        s.push(2, 3, 6);
        assertThat(s.job.model().version()).isEqualTo(1);
        assertThat(s.job.model().parameters()).containsExactly(-2, -2);
    }

    @Test
    void lostCoordinatesAreTheBusinessOfARuleThatTakesThem() {
        var s = Simulated.running(settings("finite-mean", 2, 0, 2, 2), 2);
        assertThat(s.push(0, 1, Float.NaN)).isEqualTo(ACCEPTED);
        s.push(1, 3, 4);
        assertThat(s.job.model().parameters()).containsExactly(-2, -4);
        assertThat(s.lastRecord().distrusted()).isEmpty();
    }

    @Test
    void aJobWithAVersionIsRunning() {
        var s = Simulated.waiting(settings("mean", 2, 0, 2, 2), 1);
        s.job.connected(0, s.now);
        s.push(0, 1);
        s.job.disconnected(0, s.now);
        s.job.connected(1, s.now);
        s.push(1, 1);
        assertThat(s.job.model().version()).isEqualTo(1);
        assertThat(s.job.hasBegun()).isTrue();
    }

    @Test
    void aVoteStandsWhenItsWorkerDies() {
        var s = Simulated.running(settings("mean", 3, 1, 2, 2), 1);
        s.push(0, 6);
        s.job.disconnected(0, s.now);
        s.push(1, 0);
        s.push(2, 0);
        assertThat(s.job.model().parameters()).containsExactly(new float[] {-2}, ROUNDING);
    }

    @Test
    void aRestartedWorkerMayNotVoteTwice() {
        var s = Simulated.running(settings("mean", 3, 1, 2, 2), 1);
        s.push(0, 6);
        s.job.disconnected(0, s.now);
        s.job.connected(0, s.now);
        assertRefused(s.pushAt(0, 0, 2, 100), Refusal.DUPLICATE, "worker 0 has already submitted");
        s.push(1, 0);
        s.push(2, 0);
        assertThat(s.job.model().parameters()).containsExactly(new float[] {-2}, ROUNDING);
    }

    @Test
    void endsWithAMessageWhenMoreThanFAreSilent() {
        var s = Simulated.running(settings("mean", 4, 1, 3, 2), 1);
        s.push(0, 1);
        s.push(1, 1);
        s.pass(30 * SECOND);
        assertThat(s.job.end().orElseThrow().isFinished()).isFalse();
        assertThat(s.job.end().orElseThrow().message())
                .isEqualTo(
                        "round 0: 2 of at least 3 gradients within 30.0 s (n=4, f=1): more than f"
                                + " workers are silent");
        assertThat(s.released).hasSize(2);
    }

    @Test
    void endsWithAMessageWhenTooFewJoin() {
        var s = Simulated.waiting(settings("mean", 4, 1, 3, 2), 1);
        s.job.connected(0, 0);
        s.job.connected(3, 0);
        assertThat(s.job.hasBegun()).isFalse();
        s.pass(60 * SECOND);
        assertThat(s.job.end().orElseThrow().message())
                .isEqualTo("start: 2 of at least 3 workers joined within 60.0 s (n=4, f=1)");
    }

    @Test
    void endsByTheDeadlineOnlyWhenFaultsPutTheQuorumOutOfReach() {
        var s = Simulated.running(settings("mean", 3, 1, 2, 2), 1);
        s.push(0, Float.NaN);
        s.push(1, Float.POSITIVE_INFINITY);
        s.push(2, 1);
        s.pass(29 * SECOND);
        assertThat(s.job.end()).isEmpty();
        s.pass(SECOND);
        assertThat(s.job.end().orElseThrow().message())
                .isEqualTo(
                        "round 0: 1 of at least 2 gradients within 30.0 s (n=3, f=1): more than f"
                                + " workers are silent or refused: {NON_FINITE=2}");
    }

    @Test
    void finishesAtTheLastRound() {
        var s = Simulated.running(settings("mean", 1, 0, 1, 2), 1);
        s.push(0, 1);
        s.push(0, 1);
        assertThat(s.job.end().orElseThrow().isFinished()).isTrue();
        assertThat(s.job.end().orElseThrow().model().parameters()).containsExactly(-2);
        assertRefused(s.pushAt(0, 2, 3, 1), Refusal.JOB_ENDED, "version 2");
        assertThat(s.released).hasSize(3);
    }

    @Test
    void refusesWhatCannotCount() {
        var s = Simulated.running(settings("mean", 8, 3, 5, 3), 2);
        assertRefused(s.push(0, 1), Refusal.WRONG_DIMENSION, "gradient has 1 values, the model 2");
        assertRefused(s.push(1, 0, Float.NaN), Refusal.NON_FINITE, "value at 1 is NaN");
        assertRefused(
                s.pushAt(2, 1, 1, 0, 0), Refusal.FUTURE_VERSION, "base version 1, the newest");
        assertThat(s.pushAt(3, 0, 5, 0, 0)).isEqualTo(ACCEPTED);
        assertRefused(s.pushAt(3, 0, 4, 0, 0), Refusal.DUPLICATE, "sequence 4 came after 5");
        assertRefused(s.pushAt(3, 0, 6, 0, 0), Refusal.DUPLICATE, "already submitted in round 0");
        assertThat(s.released).hasSize(5);
    }

    @Test
    void refusesAStaleGradientAndItsWorkerMayStillVote() {
        var s = Simulated.running(settings("mean", 2, 1, 1, 3), 1);
        s.push(0, 1);
        s.pass(GRACE);
        assertRefused(s.pushAt(1, 0, 1, 9), Refusal.STALE_VERSION, "base version 0, the round of");
        assertThat(s.pushAt(1, 1, 2, 4)).isEqualTo(ACCEPTED);
        s.push(0, 2);
        assertThat(s.job.model().parameters()).containsExactly(-1 - 3);
        assertThat(s.lastRecord().refusals()).isEqualTo(Map.of(Refusal.STALE_VERSION, 1));
    }

    @Test
    void aRepeatedPushGetsItsFirstAnswerAndCountsOnce() {
        var s = Simulated.running(settings("mean", 2, 0, 2, 2), 1);
        assertThat(s.pushAt(0, 0, 1, 4)).isEqualTo(ACCEPTED);
        assertThat(s.pushAt(0, 0, 1, 400)).isEqualTo(ACCEPTED);
        s.pushAt(1, 0, 1, Float.NaN);
        assertRefused(s.pushAt(1, 0, 1, 1), Refusal.NON_FINITE, "value at 0 is NaN");
        assertThat(s.released).hasSize(3);
    }

    @Test
    void aRepetitionIsAnsweredBeforeItsData() {
        var s = Simulated.running(settings("mean", 2, 0, 2, 2), 1);
        s.pushAt(0, 0, 1, 4);
        assertThat(s.job.announced(new Announcement(0, 1, 0, 1), s.now)).contains(ACCEPTED);
        assertThat(s.job.announced(new Announcement(1, 1, 0, 1), s.now)).isEmpty();
        assertThat(s.job.lastSequence(0)).isEqualTo(1);
        assertThat(s.job.lastSequence(1)).isZero();
    }

    @Test
    void aFaultAtTheEdgeCostsTheSubmissionOfTheRound() {
        var s = Simulated.running(settings("mean", 3, 1, 2, 2), 1);
        s.push(0, 1);
        s.push(1, 3);
        s.job.refused(2, new Refused(Refusal.MALFORMED, ""), s.now);
        assertThat(s.job.model().version()).isEqualTo(1);
        s.job.refused(2, new Refused(Refusal.TOO_MANY_STREAMS, ""), s.now);
        assertThat(s.pushAt(2, 1, 2, 1)).isEqualTo(ACCEPTED);
    }

    @Test
    void lateGradientsAreStaleWhileTheirRoundIsAggregated() {
        var s = Simulated.stepwise(settings("mean", 2, 1, 1, 2), 1);
        s.push(0, 1);
        s.pass(GRACE);
        assertThat(s.isAggregating()).isTrue();
        assertRefused(s.push(1, 5), Refusal.STALE_VERSION, "version 0 has closed");
        s.job.refused(1, new Refused(Refusal.MALFORMED, ""), s.now);
        s.job.disconnected(1, s.now);
        s.aggregateNow();
        assertThat(s.job.model().parameters()).containsExactly(-1);
    }

    @Test
    void anErrorOfTheServerEndsTheJob() {
        var s = Simulated.stepwise(settings("mean", 1, 0, 1, 2), 1);
        s.push(0, 1);
        s.failWork(new OutOfMemoryError("no heap"));
        assertThat(s.job.end().orElseThrow().message())
                .isEqualTo("version 0: internal error: java.lang.OutOfMemoryError: no heap");
        assertThat(s.released).hasSize(1);
    }

    @Test
    void anExceptionInARuleCostsTheStepAndIsTold() {
        var s = Simulated.running(failing("krum", 5, 1), 1);
        for (int worker = 0; worker < 5; worker++) {
            s.push(worker, 1);
        }
        assertThat(s.job.end()).isEmpty();
        assertThat(s.job.model().version()).isEqualTo(1);
        assertThat(s.job.model().parameters()).containsExactly(0);
        assertThat(s.lastRecord().notes())
                .containsExactly("rule krum failed: java.lang.IllegalStateException: broken");
        assertThat(s.lastRecord().workers()).isEmpty();
        assertThat(s.released).hasSize(5);
    }

    /** A job whose optimiser fails at its first step. */
    private static JobSettings failing(String rule, int n, int f) {
        var broken =
                new Optimiser() {
                    @Override
                    public Schedule rate() {
                        return new Schedule.Constant(1);
                    }

                    @Override
                    public int slots(int dimension) {
                        return 0;
                    }

                    @Override
                    public Result move(float[] x, float[] gradient, OptimiserState state) {
                        throw new IllegalStateException("broken");
                    }
                };
        JobSettings sound = settings(rule, n, f, n, 3);
        return new JobSettings(
                n,
                sound.rule(),
                sound.synchrony(),
                new TrainingPlan(broken, 3, 7),
                sound.deadlines());
    }

    @Test
    void aRuleWithMemoryHasItsMemory() {
        AggregationRule rule = Rules.of("foolsgold", 1);
        var s = Simulated.running(settings("foolsgold", 4, 1, 3, 6), 3);
        var random = new Random(11);
        RowHistory history = RowHistory.none();
        var model = new float[3];
        for (int round = 0; round < 6; round++) {
            var rows = new float[4][3];
            for (float[] row : rows) {
                for (int k = 0; k < row.length; k++) {
                    row[k] = (float) random.nextGaussian();
                }
            }
            rows[3] = rows[2].clone();
            for (int worker = 0; worker < 4; worker++) {
                s.push(worker, rows[worker].clone());
            }
            var context = new RoundContext(round, new float[0], 7).withHistory(history);
            float[] step = Aggregator.sequential().aggregate(rule, rows, context).output();
            history = history.plus(rows);
            for (int k = 0; k < 3; k++) {
                model[k] -= step[k];
            }
            assertThat(s.job.model().parameters()).as("round " + round).containsExactly(model);
        }
    }

    @Test
    void aRuleAfterHistoryWorksOnRunningMeans() {
        var s = Simulated.running(settings("history:beta=0.75,median", 3, 1, 2, 9), 1);
        s.push(0, 4);
        s.push(1, 8);
        s.push(2, 800);
        assertThat(s.job.model().parameters()).as("means 1, 2, 200").containsExactly(-2);
        s.push(0, 4);
        s.push(1, -2);
        s.job.disconnected(2, s.now);
        s.pass(GRACE);
        assertThat(s.job.model().parameters())
                .as("means 1.75, 1; who sent nothing has no part")
                .containsExactly(-2 - 1.375f);
        s.job.connected(2, s.now);
        s.push(2, 0);
        s.push(0, 1.75f);
        s.push(1, 1);
        assertThat(s.job.model().parameters())
                .as("means 1.75, 1, 150: that of 2 was kept")
                .containsExactly(-2 - 1.375f - 1.75f);
    }

    @Test
    void whoReturnsFromQuarantineBeginsAHistoryAgain() {
        var s = Simulated.running(settings("history:beta=0.75,mean", 3, 1, 2, 9), 1);
        s.push(0, 4);
        s.push(1, 4);
        s.push(2, 400);
        float first = s.job.model().parameters()[0];
        assertThat(first).isEqualTo(-34);
        assertThat(s.job.change(2, Change.QUARANTINE, s.now)).isEmpty();
        assertThat(s.job.change(2, Change.READMIT, s.now)).isEmpty();
        s.push(0, 1);
        s.push(1, 1);
        s.push(2, 4);
        assertThat(s.job.model().parameters()).as("means 1, 1, 1").containsExactly(first - 1);
    }

    @Test
    void aHistoryNeedsOneRowOfAWorkerAndItsMemoryIsStated() {
        assertThat(settings("history,median", 5, 1, 4, 9).vectorsHeld(0, 10))
                .isEqualTo(settings("median", 5, 1, 4, 9).vectorsHeld(0, 10) + 15);
        JobSettings rounds = settings("history,median", 5, 1, 4, 9);
        assertThatThrownBy(
                        () ->
                                new JobSettings(
                                        5,
                                        rounds.rule(),
                                        Modes.of("async", 5, 1, Modes.Limits.ofGrace(50)),
                                        Optional.of("basgd"),
                                        rounds.training(),
                                        rounds.deadlines()))
                .hasMessageContaining("rule history,median keeps a history of each worker's rows");
    }

    @Test
    void versionsOfAServerBeforeThisOneAreNoFault() {
        var s = Simulated.running(settings("median", 3, 1, 2, 9), 1);
        for (int round = 0; round < 5; round++) {
            assertRefused(s.pushAt(2, 70, 71, 1), Refusal.FUTURE_VERSION, "base version 70");
            assertThat(s.pushAt(2, round, 80 + round, 1)).isEqualTo(ACCEPTED);
            s.push(0, 1);
            s.push(1, 1);
        }
        assertThat(s.job.model().version()).isEqualTo(5);
        assertThat(s.job.distrusted()).isEmpty();
    }

    @Test
    void aResultAfterTheEndChangesNothing() {
        var s = Simulated.stepwise(settings("mean", 1, 0, 1, 2), 1);
        s.push(0, 1);
        s.job.stop("stopped by the operator");
        assertThat(s.released).isEmpty();
        s.aggregateNow();
        assertThat(s.job.model().version()).isZero();
        assertThat(s.job.end().orElseThrow().message()).isEqualTo("stopped by the operator");
        assertThat(s.released).hasSize(1);
        s.job.stop("again");
        assertThat(s.job.end().orElseThrow().message()).isEqualTo("stopped by the operator");
    }

    @Test
    void aStepOutOfTheRangeOfFloatIsSkippedAndTold() {
        var s = Simulated.running(settings("mean", 1, 0, 1, 9), 1);
        s.push(0, Float.MAX_VALUE);
        s.push(0, Float.MAX_VALUE);
        assertThat(s.lastRecord().notes().get(0))
                .startsWith("the step of rule mean and optimiser sgd leaves the range");
        assertThat(s.job.model().version()).isEqualTo(2);
        assertThat(s.job.model().parameters()).containsExactly(-Float.MAX_VALUE);
        s.push(0, -Float.MAX_VALUE);
        assertThat(s.job.model().parameters()).containsExactly(0);
        assertThat(s.job.end()).isEmpty();
    }

    @Test
    void trainingThatHasDivergedEndsTheJob() {
        var s = Simulated.running(settings("mean", 1, 0, 1, 100), 1);
        for (int round = 0; round <= Job.MOST_STEPS_OUT_OF_RANGE; round++) {
            assertThat(s.job.end()).isEmpty();
            s.push(0, Float.MAX_VALUE);
        }
        assertThat(s.job.end().orElseThrow().message())
                .startsWith("round 10: 10 steps in a row left the range of float32");
        assertThat(s.job.end().orElseThrow().model().parameters())
                .containsExactly(-Float.MAX_VALUE);
    }

    @Test
    void rowsStandInTheOrderOfWorkersNotOfArrival() {
        var s = Simulated.running(settings("krum", 5, 1, 4, 2), 1);
        for (int worker : new int[] {4, 2, 0, 1, 3}) {
            s.push(worker, worker);
        }
        // Krum with f=1 sums over 2 neighbours: 1, 2 and 3 score alike, the lowest worker wins.
        assertThat(s.job.model().parameters()).containsExactly(-1);
        assertThat(s.lastRecord().present()).containsExactly(0, 1, 2, 3, 4);
        assertThat(s.lastRecord().workers().get(1).weight()).isEqualTo(1);
        assertThat(s.lastRecord().workers().get(4).distance()).isEqualTo(3);
    }

    @Test
    void takesTheRuleForAsManyAsThereAre() {
        var s = Simulated.running(settings("krum", 5, 1, 4, 3), 1);
        for (int worker = 0; worker < 4; worker++) {
            s.push(worker, worker);
        }
        s.pass(GRACE);
        assertThat(s.lastRecord().tolerated()).isZero();
        for (int worker = 4; worker >= 0; worker--) {
            s.push(worker, worker);
        }
        assertThat(s.lastRecord().tolerated()).isEqualTo(1);
    }

    @Test
    void distrustsWhoStaysFarFromTheAggregate() {
        var s = Simulated.running(settings("median", 5, 1, 4, 9), 1);
        for (int round = 0; round < 3; round++) {
            for (int worker = 0; worker < 4; worker++) {
                s.push(worker, worker);
            }
            s.push(4, 100);
        }
        // Distances to the median 2 are 2, 1, 0, 1, 98.
        assertThat(s.job.distrusted()).isEqualTo(Map.of(4, "distance 98.0 x the median"));
        assertThat(s.lastRecord().distrusted()).containsKey(4);
    }

    @Test
    void anEventOfASeatThatIsAlreadySoChangesNothing() {
        var s = Simulated.running(settings("mean", 2, 0, 2, 2), 1);
        s.job.connected(0, s.now);
        assertThat(s.job.connectedWorkers()).isEqualTo(2);
        s.job.disconnected(0, s.now);
        s.job.disconnected(0, s.now);
        assertThat(s.job.connectedWorkers()).isEqualTo(1);
    }
}
