package bft.attacks.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BehavioursTest {
    private static final long SECOND = 1_000_000_000;

    /** Version 10 + k at turn k; honest is (k, 0), forged (0, k + 1). */
    private static Turn turn(int k) {
        float[] honest = {k, 0};
        float[] forged = {0, k + 1};
        return new Turn(k, 10 + k, new float[] {k, k}, honest, forged);
    }

    private static List<Plan> plans(String specification, int turns) {
        Misbehaviour misbehaviour = Behaviours.of(specification);
        return IntStream.range(0, turns).mapToObj(k -> misbehaviour.answer(turn(k))).toList();
    }

    private static Sending only(Plan plan) {
        assertThat(plan.sendings()).hasSize(1);
        return plan.sendings().get(0);
    }

    @Test
    void noneSendsTheForgedVectorOnceAndAtOnce() {
        Sending sending = only(plans("none", 4).get(3));
        assertThat(sending.gradient()).containsExactly(0, 4);
        assertThat(sending.baseVersion()).isEqualTo(13);
        assertThat(sending.delayNanos()).isZero();
    }

    @Test
    void silentIsHonestUntilItFallsSilent() {
        List<Plan> plans = plans("silent:after=2", 4);
        assertThat(only(plans.get(1)).gradient()).containsExactly(1, 0);
        assertThat(plans.get(2).sendings()).isEmpty();
        assertThat(plans.get(3).sendings()).isEmpty();
    }

    @Test
    void inflateSendsHugeVectorsOfAlternatingSignAndThenForges() {
        List<Plan> plans = plans("inflate:wild=3,times=100", 4);
        assertThat(only(plans.get(1)).gradient()[0]).isEqualTo(-100);
        assertThat(only(plans.get(2)).gradient()[0]).isEqualTo(200);
        assertThat(only(plans.get(3)).gradient()).containsExactly(0, 4);
    }

    @ParameterizedTest
    @CsvSource({"forged, HFFH", "honest, FHHF"})
    void duringIsForTheVersionsAskedFor(String sends, String expected) {
        String kinds =
                plans("during:from=11,to=13,sends=" + sends, 4).stream()
                        .map(plan -> only(plan).gradient()[1] > 0 ? "F" : "H")
                        .collect(Collectors.joining());
        assertThat(kinds).isEqualTo(expected);
    }

    @Test
    void duringNeedsVersions() {
        assertThatThrownBy(() -> Behaviours.of("during:from=5,to=5"))
                .hasMessage("during: from must be below to, got from=5, to=5");
    }

    @Test
    void slowSendsLate() {
        Plan plan = plans("slow:seconds=3", 1).get(0);
        assertThat(only(plan).delayNanos()).isEqualTo(3 * SECOND);
        assertThat(plan.lastNanos()).isEqualTo(3 * SECOND);
    }

    @Test
    void staleClaimsTheTrueVersionAndReplayDoesNot() {
        Sending stale = only(plans("stale:models=2", 4).get(3));
        assertThat(stale.gradient()).containsExactly(0, 2);
        assertThat(stale.baseVersion()).isEqualTo(11);
        Sending replayed = only(plans("replay:models=2", 4).get(3));
        assertThat(replayed.gradient()).containsExactly(0, 2);
        assertThat(replayed.baseVersion()).isEqualTo(13);
        assertThat(plans("stale:models=2", 2).get(1).sendings()).isEmpty();
    }

    @Test
    void duplicatesAreTheSameVectorForTheSameVersion() {
        List<Sending> sendings = plans("duplicate:copies=3", 1).get(0).sendings();
        assertThat(sendings).extracting(Sending::baseVersion).containsExactly(10L, 10L, 10L);
        assertThat(sendings).extracting(Sending::delayNanos).containsOnly(0L);
    }

    @Test
    void aFloodClaimsOlderAndOlderVersions() {
        List<Sending> sendings = plans("flood:messages=13,every=0.5", 1).get(0).sendings();
        assertThat(sendings).extracting(Sending::baseVersion).startsWith(10L, 9L).endsWith(0L, 0L);
        assertThat(sendings.get(12).delayNanos()).isEqualTo(6 * SECOND);
    }

    @Test
    void aBurstFollowsGoodBehaviourOnceOrAlternately() {
        List<Plan> once = plans("burst:good=2", 6);
        List<Plan> inTurn = plans("burst:good=2,bad=1", 6);
        List<Float> onceHonest = new ArrayList<>();
        List<Float> inTurnHonest = new ArrayList<>();
        once.forEach(plan -> onceHonest.add(only(plan).gradient()[1]));
        inTurn.forEach(plan -> inTurnHonest.add(only(plan).gradient()[1]));
        assertThat(onceHonest).containsExactly(0f, 0f, 3f, 4f, 5f, 6f);
        assertThat(inTurnHonest).containsExactly(0f, 0f, 3f, 0f, 0f, 6f);
    }

    @Test
    void constantRepeatsItsFirstVectorAsNew() {
        Sending sending = only(plans("constant", 5).get(4));
        assertThat(sending.gradient()).containsExactly(0, 1);
        assertThat(sending.baseVersion()).isEqualTo(14);
    }

    @Test
    void lazySendsOneGradientForSeveralModels() {
        List<Plan> plans = plans("lazy:every=3,factor=2", 5);
        assertThat(plans.stream().map(plan -> only(plan).gradient()[0]))
                .containsExactly(0f, 0f, 0f, 3f, 6f);
        assertThat(only(plans.get(4)).baseVersion()).isEqualTo(14);
    }

    @Test
    void creepMovesNoFurtherThanAShareOfTheHonestStep() {
        List<Plan> plans = plans("creep:share=0.5", 4);
        float[] before = only(plans.get(0)).gradient();
        assertThat(before).containsExactly(0, 0);
        for (Plan plan : plans.subList(1, 4)) {
            float[] now = only(plan).gradient();
            double moved = Math.hypot(now[0] - before[0], now[1] - before[1]);
            assertThat(moved).isBetween(0.499, 0.501); // the honest gradient moves by 1
            before = now;
        }
        assertThat(before[1]).isGreaterThan(1);
    }

    @Test
    void comesAndGoes() {
        List<Plan> plans = plans("come-and-go:models=2,seconds=4", 4);
        assertThat(plans)
                .extracting(Plan::absenceNanos)
                .containsExactly(0L, 4 * SECOND, 0L, 4 * SECOND);
    }

    @Test
    void everyEntryCanBeMadeWithItsDefaults() {
        for (String name : Behaviours.registry().names()) {
            assertThat(plans(name, 3)).as(name).hasSize(3);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nap                    | no behaviour 'nap'",
                "slow:minutes=1         | slow has no parameter 'minutes'",
                "slow:seconds=-1        | seconds must be a number in [0, 1000000], got '-1'",
                "flood:messages=0       | messages must be a whole number in [1, 10000], got '0'",
                "stale:models=65        | models must be a whole number in [1, 64], got '65'",
                "silent:after=-1        | after must be a whole number >= 0, got '-1'",
                "burst:bad=-1           | bad must be a whole number >= 0, got '-1'",
                "creep:share=0          | share must be a number > 0, got '0'",
                "come-and-go:seconds=0  | seconds must be a number in (0, 1000000], got '0'",
            })
    void refusesInvalidParameters(String specification, String message) {
        assertThatThrownBy(() -> Behaviours.of(specification))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}
