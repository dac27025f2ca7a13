package bft.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import bft.aggregation.AggregationRule;
import bft.aggregation.RoundContext;
import bft.aggregation.engine.Aggregator;
import bft.aggregation.rules.Rules;
import bft.attacks.catalogue.Attacks;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SearchedAttacksTest {
    private static final int F = 3;
    private static final float[][] HONEST = Views.random(10, 6, 5);

    private static double weightOfForged(String rule, float[] forged) {
        float[][] rows = Arrays.copyOf(HONEST, HONEST.length + F);
        Arrays.fill(rows, HONEST.length, rows.length, forged);
        return Aggregator.sequential()
                .aggregate(Rules.of(rule, F), rows, RoundContext.first(11))
                .rows()
                .get(HONEST.length)
                .weight();
    }

    private static float[] forge(String attack, String rule) {
        AggregationRule known = Rules.of(rule, F);
        return Attacks.of(attack).forge(Views.knowing(known, Views.omniscient(F, HONEST)))[0];
    }

    @ParameterizedTest
    @ValueSource(strings = {"krum", "multi-krum", "mda"})
    void fangEndsWhereTheRuleCountsIt(String rule) {
        assertThat(weightOfForged(rule, forge("fang", rule))).isPositive();
    }

    @Test
    void fangIsOneLengthInEachCoordinateAgainstTheSignOfTheMean() {
        float[] forged = forge("fang", "krum");
        for (int k = 0; k < forged.length; k++) {
            float sum = 0;
            for (float[] row : HONEST) {
                sum += row[k];
            }
            assertThat(Math.signum(forged[k])).isEqualTo(-Math.signum(sum));
            assertThat(Math.abs(forged[k])).isEqualTo(Math.abs(forged[0]));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"krum", "mda"})
    void hiddenVulnerabilityFindsTheLargestFactorThatTheRuleCounts(String rule) {
        AdversaryView view = Views.knowing(Rules.of(rule, F), Views.omniscient(F, HONEST));
        float[] forged = Attacks.of("hidden-vulnerability:factor=accepted").forge(view)[0];
        float[] mean = Attacks.of("little-is-enough:z=0").forge(view)[0];
        int last = mean.length - 1;
        assertThat(weightOfForged(rule, forged)).isPositive();
        forged[last] += 1e-3f * (forged[last] - mean[last]);
        assertThat(weightOfForged(rule, forged)).isZero();
    }

    @Test
    void theSearchForTheLargestEndsForARuleThatCountsAll() {
        float[] forged = forge("hidden-vulnerability:factor=accepted", "mean");
        assertThat(forged[5]).isBetween(1e5f, 2e6f);
    }
}
