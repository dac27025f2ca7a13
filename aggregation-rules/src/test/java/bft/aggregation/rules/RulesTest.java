package bft.aggregation.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bft.aggregation.AggregationRule;
import bft.aggregation.RoundContext;
import bft.aggregation.engine.Aggregator;
import org.junit.jupiter.api.Test;

class RulesTest {
    private static final float[][] LINE = {{1}, {2}, {3}, {4}, {5}, {6}, {100}};

    private static float onLine(String spec, int f) {
        return Aggregator.sequential()
                .aggregate(Rules.of(spec, f), LINE, RoundContext.first(0))
                .output()[0];
    }

    @Test
    void basicRulesGiveTheAnswersWorkedOutByHand() {
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

    @Test
    void variantsAreParameters() {
        assertThat(onLine("median:kind=lower", 0)).isEqualTo(4);
        assertThat(onLine("trimmed-mean:cut=2", 1)).isEqualTo(4);
        // Five neighbours: 1+1+2+2+3 around 3 and around 4.
        assertThat(onLine("krum:neighbours=n-f-1,power=1", 1)).isEqualTo(3);
        assertThat(onLine("krum:neighbours=2,power=4", 1)).isEqualTo(2);
        assertThat(onLine("multi-krum:m=6,guarantee=none", 1)).isEqualTo(3.5f);
        assertThat(onLine("multi-krum:m=2,reduce=sum", 1)).isEqualTo(7);
        assertThat(onLine("multi-krum:m=2,median", 1)).isEqualTo(3.5f);
    }

    @Test
    void refusesMoreRowsThanAreGuaranteedUnlessAskedByName() {
        assertThatThrownBy(() -> onLine("multi-krum:m=5", 1))
                .hasMessage("multi-krum:m=5 needs n >= m+f+2 (m=5), got n=7, f=1");
        assertThatThrownBy(() -> onLine("multi-krum:m=7,guarantee=none", 1))
                .hasMessageContaining("needs n >= m+f (m=7), got n=7, f=1");
        assertThatThrownBy(() -> Rules.of("krum:guarantee=none", 4).requireAdmissible(8))
                .hasMessageContaining("needs n >= 2f+1, got n=8, f=4");
    }

    @Test
    void reportsWhatARuleNeedsBesideTheRows() {
        assertThat(Rules.of("monna:row=2", 1).namesRows()).isTrue();
        assertThat(Rules.of("nnm,weighted-mean:weights=1/2/3", 1).namesRows()).isTrue();
        assertThat(Rules.of("bucketing:s=2,median", 1).namesRows()).isFalse();
        assertThat(Rules.of("aksel", 1).namesRows()).isFalse();
        assertThat(Rules.of("fltrust", 1).needsTrusted()).isTrue();
        assertThat(Rules.of("centered-clipping", 1).needsTrusted()).isFalse();
    }

    @Test
    void refusesUnknownRulesAndParameters() {
        assertThatThrownBy(() -> Rules.of("bogus", 1))
                .hasMessageStartingWith("no rule 'bogus'; there are mean, ");
        assertThatThrownBy(() -> Rules.of("krum:m=2", 1))
                .hasMessage("krum has no parameter 'm'; there are neighbours, power, guarantee");
        assertThatThrownBy(() -> Rules.of("median,krum", 1))
                .hasMessage("'median,krum': nothing can follow a coordinate-wise rule");
        assertThatThrownBy(() -> Rules.of("multi-krum:m=0", 1))
                .hasMessage(
                        "multi-krum: m must be a whole number >= 1, n-f or n-f-NUMBER, got '0'");
        assertThatThrownBy(() -> Rules.of("krum:power=3", 1))
                .hasMessage("krum: power must be one of 2, 1, 4, got '3'");
        assertThatThrownBy(() -> Rules.of("krum:neighbours=0", 1))
                .hasMessageStartingWith("krum: neighbours must be a whole number >= 1");
        assertThatThrownBy(() -> Rules.of("mean", -1)).hasMessage("mean needs f >= 0, got f=-1");
        assertThatThrownBy(() -> Rules.of("mean", 1).forInputs(3, -1))
                .hasMessage("missing must be >= 0, got -1");
    }

    @Test
    void everyRuleIsDescribed() {
        assertThat(Rules.registry().entries())
                .allSatisfy(
                        rule -> {
                            assertThat(rule.summary()).isNotEmpty();
                            assertThat(rule.fact("condition")).contains("n");
                            assertThat(rule.fact("cost")).startsWith("O(");
                            assertThat(rule.fact("guarantee")).isNotEmpty();
                            assertThat(rule.fact("source")).isNotEmpty();
                        });
    }
}
