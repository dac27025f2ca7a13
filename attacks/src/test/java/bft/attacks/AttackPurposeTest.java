package bft.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The purpose of each attack: which rule it breaks, and what helps against it, in gradient descent
 * on quadratics. Errors are averages over seeds {@value #FIRST} to {@value #LAST}.
 */
final class AttackPurposeTest {
    private static final long FIRST = 1;
    private static final long LAST = 2;

    /** All workers draw from the same data. */
    private static final QuadraticDescent ALIKE = new QuadraticDescent(15, 3, 50, 1, 0, 0, 0);

    /** Each worker has its own data. */
    private static final QuadraticDescent UNLIKE = new QuadraticDescent(18, 3, 50, 0.2, 1, 0, 0);

    private static final String NOTHING = "";

    private static double error(QuadraticDescent descent, String rule, String attack) {
        return LongStream.rangeClosed(FIRST, LAST)
                .mapToDouble(seed -> descent.withSeed(seed).error(rule, attack))
                .average()
                .orElseThrow();
    }

    private static double harm(QuadraticDescent descent, String rule, String attack) {
        return error(descent, rule, attack) / error(descent, rule, NOTHING);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "linear-steering:target=-5",
                "omniscient-negative",
                "reversed",
                "non-finite"
            })
    void anyAttackBreaksTheMeanAndNotTheRobustRules(String attack) {
        if (!attack.equals("non-finite")) {
            assertThat(error(ALIKE, "mean", attack)).isGreaterThan(1e6);
        }
        for (String rule : new String[] {"krum", "multi-krum", "nnm,trimmed-mean", "mda"}) {
            assertThat(harm(ALIKE, rule, attack)).as(rule).isLessThan(1.3);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "little-is-enough:z=1.5, trimmed-mean, 4",
        "min-max, krum, 1.7",
        "min-max, multi-krum, 2",
        "hidden-vulnerability, krum, 3",
        "hidden-vulnerability, multi-krum, 3",
        "fang, krum, 3",
        "inner-product-manipulation:epsilon=0.1, krum, 3"
    })
    void whatHidesInTheVarianceHarmsAndWorkerMomentumTakesItsHidingPlace(
            String attack, String rule, double atLeast) {
        assertThat(harm(ALIKE, rule, attack)).isGreaterThan(atLeast);
        assertThat(error(ALIKE.withMomentum(0.9), rule, attack))
                .isLessThan(0.6 * error(ALIKE, rule, attack));
    }

    @ParameterizedTest
    @CsvSource({
        "little-is-enough:z=1.5, trimmed-mean",
        "min-max, krum",
        "hidden-vulnerability, krum"
    })
    void mixingNearestNeighboursFirstHelps(String attack, String rule) {
        assertThat(error(ALIKE, "nnm," + rule, attack))
                .isLessThan(0.5 * error(ALIKE, rule, attack));
    }

    @Test
    void bulyanLeavesTheHiddenAttackerLittle() {
        assertThat(harm(ALIKE, "bulyan", "hidden-vulnerability"))
                .isLessThan(0.4 * harm(ALIKE, "krum", "hidden-vulnerability"));
    }

    @Test
    void centeredClippingWithMomentumToleratesSmallInnerProducts() {
        assertThat(
                        harm(
                                ALIKE.withMomentum(0.9),
                                "centered-clipping:tau=2",
                                "inner-product-manipulation:epsilon=0.1"))
                .isLessThan(1.1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"median", "krum"})
    void mimicBiasesWhereDataDifferLessAfterBucketingOrMixing(String rule) {
        double alone = error(UNLIKE, rule, "mimic:worker=learned,warmup=50");
        assertThat(alone).isGreaterThan(1.2 * error(UNLIKE, rule, NOTHING));
        assertThat(error(UNLIKE, "bucketing:s=2," + rule, "mimic:worker=learned,warmup=50"))
                .isLessThan(0.8 * alone);
        assertThat(error(UNLIKE, "nnm," + rule, "mimic:worker=learned,warmup=50"))
                .isLessThan(0.8 * alone);
    }

    @Test
    void jitterHidesSybilsFromFoolsGoldAndNotFromKrum() {
        assertThat(error(ALIKE, "foolsgold", "sybil:jitter=3"))
                .isGreaterThan(10 * error(ALIKE, "foolsgold", "sybil:jitter=0"));
        assertThat(harm(ALIKE, "multi-krum", "sybil:jitter=3")).isLessThan(1.3);
    }

    @Test
    void theCoordinatewiseRulesAreMovedBySteeringButHold() {
        assertThat(error(ALIKE, "median", "linear-steering:target=-5")).isLessThan(2);
    }
}
