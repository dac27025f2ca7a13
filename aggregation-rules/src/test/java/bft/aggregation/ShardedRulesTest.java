package bft.aggregation;

import static bft.aggregation.RuleFamily.F;
import static bft.aggregation.RuleFamily.N;
import static bft.aggregation.RuleFamily.round;
import static bft.aggregation.RuleFamily.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bft.aggregation.engine.Aggregator;
import bft.aggregation.engine.Decision;
import bft.aggregation.engine.Measured;
import bft.aggregation.rules.Rules;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every rule over servers that each hold a range of the coordinates. */
class ShardedRulesTest {
    private static final Aggregator AGGREGATOR = Aggregator.sequential();

    private static float[][] range(float[][] rows, int from, int to) {
        return Arrays.stream(rows)
                .map(row -> Arrays.copyOfRange(row, from, to))
                .toArray(float[][]::new);
    }

    private static float[] overParts(AggregationRule rule, float[][] rows, int... cuts) {
        int d = rows[0].length;
        List<Measured> parts = new ArrayList<>();
        for (int i = 0; i + 1 < cuts.length; i++) {
            float[][] range = range(rows, cuts[i], cuts[i + 1]);
            RoundContext round = round(cuts[i + 1] - cuts[i]);
            parts.add(AGGREGATOR.measure(rule, range, cuts[i], round));
        }
        Collections.shuffle(parts, new Random(d));
        Measured sum = parts.stream().reduce(Measured::plus).orElseThrow();
        Decision decision = Aggregator.decide(rule, sum, d, round(1));
        var output = new float[d];
        for (int i = 0; i + 1 < cuts.length; i++) {
            float[][] range = range(rows, cuts[i], cuts[i + 1]);
            RoundContext round = round(cuts[i + 1] - cuts[i]);
            float[] part = AGGREGATOR.apply(decision, range, round).output();
            System.arraycopy(part, 0, output, cuts[i], part.length);
        }
        return output;
    }

    private static boolean needsWholeRows(String rule) {
        return rule.contains("power-step") || rule.contains("dnc:b=");
    }

    @ParameterizedTest
    @MethodSource("bft.aggregation.RuleFamily#all")
    void anySplitGivesTheSameBitsAsTheWhole(String spec) {
        AggregationRule rule = Rules.of(spec, F);
        for (long seed = 1; seed <= 3 && !needsWholeRows(spec); seed++) {
            int d = (int) (3000 * seed);
            float[][] rows = rows(N, d, seed);
            float[] whole = AGGREGATOR.aggregate(rule, rows, round(d)).output();
            float[] parts = overParts(rule, rows, 0, 1, 1000 + (int) seed, d - 7, d);
            assertThat(Arrays.equals(parts, whole)).as("%s, seed %d", spec, seed).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"dnc:b=20", "caf:direction=power-step", "smea:direction=power-step"})
    void rulesThatNeedWholeRowsAreRefused(String spec) {
        AggregationRule rule = Rules.of(spec, F);
        assertThatThrownBy(() -> AGGREGATOR.measure(rule, rows(N, 10, 1), 0, round(10)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        spec
                                + " needs whole rows: distances over coordinate ranges do not"
                                + " determine its result");
    }

    @Test
    void aRowThatIsNotFiniteInOnePartTakesNoPartThoughItWasInTheMedianOfAnother() {
        float[][] rows = rows(N, 100, 1);
        rows[4][99] = Float.NaN;
        AggregationRule aksel = Rules.of("aksel", F);
        float[] whole = AGGREGATOR.aggregate(aksel, rows, round(100)).output();
        float[] parts = overParts(aksel, rows, 0, 50, 100);
        // The median that rows are ranked by differs a little, so they may be others, but near.
        double squared = 0;
        for (int k = 0; k < 100; k++) {
            squared += (parts[k] - whole[k]) * (parts[k] - whole[k]);
        }
        assertThat(Math.sqrt(squared)).isLessThan(0.3 * Math.sqrt(100));
    }

    @ParameterizedTest
    @ValueSource(strings = {"median", "krum", "finite-mean", "finite-median"})
    void aRowThatIsNotFiniteInOnePartCountsInEachAsItDoesInTheWhole(String spec) {
        AggregationRule rule = Rules.of(spec, F);
        float[][] rows = rows(N, 100, 1);
        rows[4][99] = Float.NaN;
        float[] whole = AGGREGATOR.aggregate(rule, rows, round(100)).output();
        assertThat(overParts(rule, rows, 0, 50, 100)).isEqualTo(whole);
    }

    @ParameterizedTest
    @ValueSource(strings = {"clipping:c=3,median", "arc,geometric-median", "geometric-median"})
    void aRowFarOutCountsInEachPartAsInTheWhole(String spec) {
        AggregationRule rule = Rules.of(spec, F);
        float[][] rows = rows(N, 100, 1);
        Arrays.fill(rows[2], 1e20f);
        float[] whole = AGGREGATOR.aggregate(rule, rows, round(100)).output();
        assertThat(overParts(rule, rows, 0, 50, 100)).isEqualTo(whole);
    }
}
