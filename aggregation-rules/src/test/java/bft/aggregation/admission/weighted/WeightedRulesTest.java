package bft.aggregation.admission.weighted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import bft.aggregation.AggregationRule;
import bft.aggregation.Mixing;
import bft.aggregation.Reducer;
import bft.aggregation.RoundContext;
import bft.aggregation.engine.Aggregator;
import bft.aggregation.reducer.Mean;
import bft.aggregation.rules.Rules;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class WeightedRulesTest {
    private static final float[][] POINTS = {{0}, {1}, {2}, {100}};

    private static float[] apply(AggregationRule rule, float[][] rows) {
        return Aggregator.sequential().aggregate(rule, rows, RoundContext.first(0)).output();
    }

    private static float[] apply(Mixing mixing, float[][] rows) {
        return apply(new AggregationRule("mixing", 0, List.of(mixing), new Mean()), rows);
    }

    private static float median(float[][] rows, Double... weights) {
        Reducer reducer = new WeightedMedian(List.of(weights));
        return apply(new AggregationRule("median", 0, List.of(), reducer), rows)[0];
    }

    @Test
    void theMedianIsWhereHalfOfTheWeightIsPassed() {
        assertThat(median(POINTS, 1.0, 1.0, 3.0, 1.0)).isEqualTo(2);
        assertThat(median(POINTS, 4.0, 1.0, 1.0, 1.0)).isZero();
        assertThat(median(POINTS, 1.0, 1.0, 1.0, 4.0)).isEqualTo(100);
        // Exactly half of the weight is at 0 and 1: the midpoint of 1 and 2.
        assertThat(median(POINTS, 1.0, 2.0, 2.0, 1.0)).isEqualTo(1.5f);
        assertThat(median(new float[][] {{7}}, 2.0)).isEqualTo(7);
    }

    @Test
    void equalWeightsGiveTheMedian() {
        float[][] rows = {{3, -1}, {5, 8}, {4, 0}, {9, 2}, {1, 1}};
        var weighted = new WeightedMedian(Collections.nCopies(5, 0.25));
        assertThat(apply(new AggregationRule("median", 0, List.of(), weighted), rows))
                .containsExactly(apply(Rules.of("median", 2), rows));
    }

    @Test
    void theGeometricMedianOfThreePointsOnALineIsTheHeaviest() {
        float[][] rows = {{0, 0}, {1, 1}, {50, 50}};
        var median = new WeightedGeometricMedian(List.of(1.0, 5.0, 1.0), 200);
        assertThat(apply(median, rows)).containsExactly(new float[] {1, 1}, within(1e-3f));
    }

    @Test
    void aRowOfTwiceTheWeightIsARowTwice() {
        float[][] once = {{0, 0}, {2, 1}, {5, -3}};
        float[][] twice = {{0, 0}, {2, 1}, {2, 1}, {5, -3}};
        var weighted = new WeightedGeometricMedian(List.of(1.0, 2.0, 1.0), 10);
        var plain = new WeightedGeometricMedian(Collections.nCopies(4, 1.0), 10);
        assertThat(apply(weighted, once)).containsExactly(apply(plain, twice), within(1e-5f));
    }

    @Test
    void trimmingAveragesTheNearestWeightAndALastRowInPart() {
        // Weight 4 in all, 3 are kept; the anchor is near 1, so 100 is what is excluded.
        var anchor = new WeightedGeometricMedian(List.of(1.0, 1.0, 1.0, 1.0), 100);
        assertThat(apply(new CenteredTrimming(anchor, 0.25), POINTS)[0])
                .isCloseTo(1, within(1e-5f));
        // 2.5 are kept: the two nearest to the anchor (between 1 and 2) and half of 0.
        assertThat(apply(new CenteredTrimming(anchor, 0.375), POINTS)[0])
                .isCloseTo(3 / 2.5f, within(1e-5f));
    }

    @Test
    void aMinorityOfTheWeightDoesNotMoveThemFar() {
        float[][] rows = {{1, 1}, {1.1f, 0.9f}, {0.9f, 1}, {1e6f, -1e6f}};
        List<Double> weights = List.of(2.0, 1.0, 1.0, 3.0);
        var anchor = new WeightedGeometricMedian(weights, 64);
        float[] near = {1, 1};
        assertThat(apply(anchor, rows)).containsExactly(near, within(0.2f));
        assertThat(apply(new CenteredTrimming(anchor, 3 / 7.0), rows))
                .containsExactly(near, within(0.2f));
    }

    @Test
    void weightsAreOnePositiveNumberARow() {
        assertThatThrownBy(() -> new WeightedMedian(List.of(1.0, 0.0)))
                .hasMessage("weights must be > 0, got [1.0, 0.0]");
        assertThatThrownBy(() -> median(POINTS, 1.0, 1.0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there are 2 weights for 4 rows");
    }
}
