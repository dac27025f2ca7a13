package bft.aggregation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bft.aggregation.engine.Aggregator;
import bft.aggregation.kernels.BlockDistances;
import bft.aggregation.rules.Rules;
import java.util.List;
import org.junit.jupiter.api.Test;

class LimitsTest {
    @Test
    void matricesOfTheMostPointsHaveAnIndexForEachEntry() {
        assertThat(Limits.entries(Limits.POINTS)).isEqualTo(Limits.POINTS * Limits.POINTS);
        int pairs = BlockDistances.pairs(Limits.POINTS);
        int last = BlockDistances.pair(Limits.POINTS, Limits.POINTS - 2, Limits.POINTS - 1);
        assertThat(last).isEqualTo(pairs - 1);
        assertThat(8L * BlockDistances.outlierLength(Limits.POINTS)).isLessThan(Integer.MAX_VALUE);
    }

    /** 65,536 squared is 0 as an int. */
    @Test
    void tooManyRowsForDistancesAreRefusedBeforeAnyAreMeasured() {
        var rows = new float[65_536][1];
        AggregationRule krum = Rules.of("krum", 1);
        assertThatThrownBy(
                        () -> Aggregator.sequential().aggregate(krum, rows, RoundContext.first(0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("need 1 <= points (rows and anchors) <= 16389, got 65536");
        assertThatThrownBy(() -> new Distances(65_536, List.of(), new double[0]))
                .hasMessage("need 1 <= points (rows and anchors) <= 16389, got 65536");
    }
}
