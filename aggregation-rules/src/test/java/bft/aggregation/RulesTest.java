package bft.aggregation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RulesTest {
    private static final float[][] LINE = {{1}, {2}, {3}, {4}, {5}, {6}, {100}};

    private static float onLine(String spec, int f) {
        return Aggregator.sequential()
                .aggregate(Rules.of(spec, f), LINE, RoundContext.first(0))
                .output()[0];
    }

    @Test
    void everyFirstRuleAnswersAsByHand() {
        assertThat(onLine("mean", 0)).isEqualTo(121f / 7);
        assertThat(onLine("median", 3)).isEqualTo(4);
        assertThat(onLine("trimmed-mean", 1)).isEqualTo(4);
        // Four neighbours: 1+1+4+4 around 3 and around 4; the lower index wins.
        assertThat(onLine("krum", 1)).isEqualTo(3);
        assertThat(onLine("multi-krum:m=2", 1)).isEqualTo(3.5f);
        assertThat(onLine("multi-krum", 1)).isEqualTo(3.5f);
    }

    @Test
    void refusesTooFewRowsWithTheInequalityAndTheNumbers() {
        assertThatThrownBy(() -> Rules.of("krum", 3).requireAdmissible(8))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("krum needs n >= 2f+3, got n=8, f=3");
        assertThat(Rules.of("krum", 3).minimumInputs()).isEqualTo(9);
    }

    @Test
    void missingRowsCountAsFaulty() {
        AggregationRule krum = Rules.of("krum", 3);
        assertThat(krum.forInputs(11, 0).f()).isEqualTo(3);
        assertThat(krum.forInputs(9, 2).f()).isEqualTo(3);
        assertThat(krum.forInputs(8, 3).f()).isEqualTo(2);
        assertThatThrownBy(() -> krum.forInputs(8, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("krum needs n >= 2f+3, got n=8, f=3");
    }
}
