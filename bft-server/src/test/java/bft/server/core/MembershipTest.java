package bft.server.core;

import static bft.server.core.Simulated.SECOND;
import static bft.server.core.Simulated.settings;
import static bft.server.membership.Change.QUARANTINE;
import static bft.server.membership.Change.READMIT;
import static bft.server.membership.Change.REMOVE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import bft.server.membership.MembershipRules;
import bft.server.membership.Quarantine;
import bft.worker.verdict.Accepted;
import bft.worker.verdict.Refusal;
import bft.worker.verdict.Refused;
import bft.worker.verdict.Verdict;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MembershipTest {
    private static final int N = 8;
    private static final int F = 2;

    private static JobSettings of(String mode, String rule) {
        return settings(mode, rule, Optional.empty(), N, F, 100);
    }

    private static JobSettings quarantining(String mode, int faults, long nanos) {
        return of(mode, "median")
                .with(
                        new MembershipRules(
                                new Quarantine(faults, nanos), OptionalInt.empty(), false));
    }

    private static JobSettings elastic(String mode, int least) {
        return of(mode, "median")
                .with(new MembershipRules(Quarantine.OFF, OptionalInt.of(least), false));
    }

    private static Verdict honest(Simulated s, int worker) {
        return s.send(worker, s.job.model().version(), 1, 2).orElseThrow();
    }

    private static void nan(Simulated s, int worker) {
        s.send(worker, s.job.model().version(), Float.NaN, 2);
    }

    private static Refusal reason(Verdict verdict) {
        return ((Refused) verdict).reason();
    }

    private static String tolerance(Simulated s) {
        return s.job.guarantee().tolerance().toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bsp", "backup:b=2", "bundled:m=6", "async", "ssp:s=3"})
    void aWorkerIsQuarantinedAfterSomeProvableFaultsAndReturnsInTime(String mode) {
        var s = Simulated.running(quarantining(mode, 3, 20 * SECOND), 2);
        for (int fault = 0; fault < 3; fault++) {
            assertThat(s.job.excluded()).isEmpty();
            s.job.refused(4, new Refused(Refusal.MALFORMED, "bytes"), s.now);
        }
        assertThat(s.job.excluded())
                .containsEntry(4, "is in quarantine after 3 provable faults, the last MALFORMED");
        assertThat(reason(honest(s, 4))).isEqualTo(Refusal.QUARANTINED);
        s.pass(19 * SECOND);
        assertThat(reason(honest(s, 4))).as("after 19 s").isEqualTo(Refusal.QUARANTINED);
        s.pass(2 * SECOND);
        assertThat(s.job.excluded()).as("after 21 s").isEmpty();
        if (mode.equals("async") || mode.startsWith("ssp")) {
            assertThat(honest(s, 4)).isInstanceOf(Accepted.class);
        } else {
            assertThat(reason(honest(s, 4)))
                    .as("its fault was its turn")
                    .isEqualTo(Refusal.DUPLICATE);
        }
    }

    @Test
    void aRoundDoesNotWaitForAQuarantinedWorkerAndCountsItAsFaulty() {
        var s = Simulated.running(quarantining("bsp", 1, Quarantine.FOR_EVER), 2);
        nan(s, 7);
        for (int worker = 0; worker < 7; worker++) {
            honest(s, worker);
        }
        assertThat(s.job.model().version()).as("without any grace period").isEqualTo(1);
        assertThat(s.lastRecord().present()).containsExactly(0, 1, 2, 3, 4, 5, 6);
        assertThat(s.lastRecord().guarantee().tolerance().n()).as("it is a member").isEqualTo(8);
    }

    @Test
    void anAcceptedGradientIsWithdrawnWithItsWorker() {
        var s = Simulated.running(quarantining("bsp", 2, Quarantine.FOR_EVER), 2);
        assertThat(honest(s, 7)).isInstanceOf(Accepted.class);
        s.job.refused(7, new Refused(Refusal.MALFORMED, "bytes"), s.now);
        s.job.refused(7, new Refused(Refusal.MALFORMED, "bytes"), s.now);
        assertThat(s.released).as("the row is given back").hasSize(1);
        for (int worker = 0; worker < 7; worker++) {
            honest(s, worker);
        }
        assertThat(s.lastRecord().present()).doesNotContain(7).hasSize(7);
    }

    @Test
    void noMoreThanFWorkersAreQuarantinedForFaults() {
        var s = Simulated.running(quarantining("bsp", 1, Quarantine.FOR_EVER), 2);
        for (int worker = 0; worker < 4; worker++) {
            nan(s, worker);
        }
        assertThat(s.job.excluded()).containsOnlyKeys(0, 1);
    }

    @Test
    void refusalsThatHonestWorkersGetAreNoFaults() {
        var s = Simulated.running(quarantining("bsp", 1, Quarantine.FOR_EVER), 2);
        assertThat(honest(s, 3)).isInstanceOf(Accepted.class);
        assertThat(reason(honest(s, 3))).isEqualTo(Refusal.DUPLICATE);
        assertThat(reason(s.send(4, 5, 1, 2).orElseThrow())).isEqualTo(Refusal.FUTURE_VERSION);
        s.job.refused(5, new Refused(Refusal.TOO_SLOW, ""), s.now);
        assertThat(s.job.excluded()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "bsp,         median,       3",
        "bsp,         krum,         1",
        "backup:b=2,  median,       1",
        "backup:b=2,  krum,         0",
        "bundled:m=5, median,       1",
        "async,       median,       1",
        "ssp:s=3,     median,       1"
    })
    void workersAreRemovedAsLongAsTheRuleAllowsTheRest(String mode, String rule, int most) {
        int n = rule.equals("krum") && mode.startsWith("backup") ? 9 : N;
        var s = Simulated.running(settings(mode, rule, Optional.empty(), n, F, 100), 2);
        for (int worker = 0; worker < most; worker++) {
            assertThat(s.job.change(worker, REMOVE, s.now)).as("worker " + worker).isEmpty();
            assertThat(s.job.guarantee().tolerance().n()).isEqualTo(n - worker - 1);
            assertThat(reason(honest(s, worker))).isEqualTo(Refusal.UNKNOWN_WORKER);
        }
        assertThat(s.job.change(most, REMOVE, s.now)).get().asString().contains("f=2");
        assertThat(s.job.excluded()).hasSize(most);
        while (s.job.model().version() < 3) {
            for (int worker = most; worker < n; worker++) {
                honest(s, worker);
            }
        }
        assertThat(s.job.change(0, READMIT, s.now).isEmpty()).isEqualTo(most > 0);
        assertThat(s.job.guarantee().tolerance().n()).isEqualTo(n - Math.max(0, most - 1));
    }

    @Test
    void anOpenRoundClosesWhenTheLastWorkerThatItWaitsForIsRemoved() {
        var s = Simulated.running(of("bsp", "median"), 2);
        for (int worker = 0; worker < 7; worker++) {
            honest(s, worker);
        }
        assertThat(s.job.model().version()).isZero();
        assertThat(s.job.change(7, REMOVE, s.now)).isEmpty();
        assertThat(s.job.model().version()).isEqualTo(1);
    }

    @Test
    void commandsThatMakeNoSenseAreRefusedWithTheReason() {
        var s = Simulated.running(of("bsp", "median"), 2);
        assertThat(s.job.change(8, REMOVE, 0)).contains("worker must be in [0, 7], got 8");
        assertThat(s.job.change(3, READMIT, 0)).contains("worker 3 is a member already");
        assertThat(s.job.change(3, REMOVE, 0)).isEmpty();
        assertThat(s.job.change(3, REMOVE, 0)).contains("worker 3 is removed already");
        assertThat(s.job.change(3, QUARANTINE, 0)).contains("worker 3 is no member");
        assertThat(s.job.change(4, QUARANTINE, 0)).isEmpty();
        assertThat(s.job.change(5, QUARANTINE, 0)).isEmpty();
        assertThat(s.job.change(6, QUARANTINE, 0))
                .contains("2 workers are in quarantine, which is f: remove one, then n is less");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bsp", "backup:b=2", "bundled:m=4", "async", "ssp:s=3"})
    void anElasticJobHasAsManyMembersAsHaveJoinedAndNotLeft(String mode) {
        int least = mode.equals("bundled:m=4") || mode.equals("bsp") ? 6 : 7;
        JobSettings settings =
                mode.equals("bundled:m=4")
                        ? settings(mode, "median", Optional.empty(), N, 1, 100)
                                .with(
                                        new MembershipRules(
                                                Quarantine.OFF, OptionalInt.of(least), false))
                        : elastic(mode, least);
        var s = Simulated.waiting(settings, 2);
        for (int worker = 1; worker <= least; worker++) {
            s.job.connected(worker, s.now);
        }
        assertThat(s.job.guarantee().tolerance().n()).isEqualTo(least);
        assertThat(reason(honest(s, 0))).isEqualTo(Refusal.UNKNOWN_WORKER);
        s.job.connected(0, s.now);
        assertThat(s.job.guarantee().tolerance().n()).isEqualTo(least + 1);
        assertThat(honest(s, 0)).isInstanceOf(Accepted.class);
        s.job.disconnected(0, s.now);
        assertThat(s.job.guarantee().tolerance().n()).as("only vanished").isEqualTo(least + 1);
        s.job.left(0, s.now);
        assertThat(s.job.guarantee().tolerance().n()).isEqualTo(least);
        s.job.disconnected(1, s.now);
        s.job.left(1, s.now);
        assertThat(s.job.guarantee().tolerance().n()).as("not below").isEqualTo(least);
    }

    @Test
    void anElasticJobWhoseSmallestNIsTooSmallIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> elastic("bsp", 2))
                .withMessage("elastic needs f < elastic <= n, got elastic=2, n=8, f=2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> elastic("async", 6))
                .withMessage("elastic=6: kardam needs n >= 3f+1 and f >= 0, got n=6, f=2");
    }

    @Test
    void saysWhatIsToleratedAndWhyItIsLess() {
        var s = Simulated.running(settings("bsp", "krum", Optional.empty(), 9, 3, 100), 2);
        assertThat(tolerance(s)).isEqualTo("tolerates f = 3 of n = 9");
        assertThat(s.job.change(4, QUARANTINE, 0)).isEmpty();
        s.job.disconnected(7, s.now);
        assertThat(tolerance(s))
                .isEqualTo(
                        "tolerates only 2 of n = 9, because worker 4 is in quarantine and worker 7 is"
                                + " not connected");
        s.job.disconnected(8, s.now);
        s.job.disconnected(6, s.now);
        assertThat(tolerance(s))
                .isEqualTo(
                        "tolerates none of n = 9, because 5 of at least 6 workers take part, worker 4"
                                + " is in quarantine and workers 6, 7, 8 are not connected");
    }

    @ParameterizedTest
    @CsvSource({
        "bsp,     mean,   ,                              none",
        "async,   median, none,                          none",
        "async,   median, 'kardam:votes=off',            f = 2",
        "async,   median, kardam,                        f = 2",
        "backup:b=2, median, ,                           f = 2"
    })
    void whatProtectsNobodySaysSo(String mode, String rule, String filter, String expected) {
        var s = Simulated.running(settings(mode, rule, Optional.ofNullable(filter), N, F, 100), 2);
        assertThat(tolerance(s)).startsWith("tolerates " + expected + " of n = 8");
    }

    @Test
    void theMeanIsNamedAsTheReasonThatNothingIsTolerated() {
        var s = Simulated.running(of("bsp", "mean"), 2);
        assertThat(tolerance(s))
                .isEqualTo("tolerates none of n = 8, because the mean tolerates no faulty worker");
    }

    @Test
    void everyMissingWorkerMayBeDrawnForARound() {
        var s = Simulated.running(of("sampled:m=5", "median"), 2);
        assertThat(tolerance(s)).isEqualTo("tolerates f = 2 of n = 8");
        s.job.disconnected(7, s.now);
        assertThat(tolerance(s))
                .isEqualTo("tolerates only 1 of n = 8, because worker 7 is not connected");
        s.job.disconnected(6, s.now);
        s.job.disconnected(5, s.now);
        assertThat(tolerance(s))
                .startsWith("tolerates none of n = 8, because 5 of at least 6 workers take part");
        for (int worker = 5; worker < N; worker++) {
            assertThat(s.job.change(worker, REMOVE, s.now)).isEmpty();
        }
        assertThat(tolerance(s)).isEqualTo("tolerates f = 2 of n = 5");
        assertThat(s.job.change(0, REMOVE, s.now).orElseThrow())
                .contains("mode sampled needs m <= n, got m=5, n=4");
    }

    @Test
    void aWorkerThatIsRemovedOrHasNotJoinedIsNotDrawn() {
        var s = Simulated.running(of("sampled:m=5", "median"), 2);
        assertThat(s.job.change(2, REMOVE, s.now)).isEmpty();
        assertThat(s.job.change(6, REMOVE, s.now)).isEmpty();
        for (int round = 0; round < 20; round++) {
            for (int worker = 0; worker < N && s.job.model().version() == round; worker++) {
                if (s.job.mayStart(worker)) {
                    honest(s, worker);
                }
            }
            s.pass(3 * SECOND);
            assertThat(s.job.model().version()).isEqualTo(round + 1);
            if (round > 0) {
                assertThat(s.records.get(round).workers()).as("round " + round).hasSize(5);
            }
        }
        assertThat(s.job.change(2, READMIT, s.now)).isEmpty();
        assertThat(s.job.mayStart(2)).as("not in the round that is open").isFalse();
    }

    @Test
    void aJobThatWaitsGoesOnWhenEnoughWorkersAreBack() {
        var rules = new MembershipRules(Quarantine.OFF, OptionalInt.empty(), true);
        var s = Simulated.running(of("bsp", "median").with(rules), 2);
        for (int worker = 0; worker < 5; worker++) {
            honest(s, worker);
        }
        s.pass(500 * SECOND);
        assertThat(s.job.end()).isEmpty();
        assertThat(tolerance(s))
                .isEqualTo(
                        "tolerates none of n = 8, because 5 of at least 6 workers take part and"
                                + " workers 5, 6, 7 are silent");
        honest(s, 6);
        s.pass(3 * SECOND);
        assertThat(s.job.model().version()).isEqualTo(1);
    }
}
