package bft.aggregation.spectral;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bft.aggregation.RoundContext;
import bft.aggregation.engine.Aggregation;
import bft.aggregation.engine.Aggregator;
import bft.aggregation.rules.Rules;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SampledDivideAndConquerTest {
    private static float[][] rows(int n, int d) {
        var random = new Random(3);
        var rows = new float[n][d];
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < d; k++) {
                rows[i][k] = (float) random.nextGaussian() + (i < 2 ? 4 : 0);
            }
        }
        return rows;
    }

    private static Aggregation apply(String rule, float[][] rows, long seed) {
        return Aggregator.sequential()
                .aggregate(Rules.of(rule, 2), rows, new RoundContext(5, new float[0], seed));
    }

    @Test
    void withAllCoordinatesItIsTheUnsampledRule() {
        float[][] rows = rows(11, 30);
        assertThat(apply("dnc:b=30,iterations=2", rows, 1).output())
                .isEqualTo(apply("dnc", rows, 1).output());
    }

    @Test
    void excludesTheColludingRowsOnAFewCoordinatesOfOneSeed() {
        float[][] rows = rows(11, 300);
        Aggregation once = apply("dnc:b=20,iterations=3", rows, 7);
        assertThat(once.rows().get(0).excluded()).isPresent();
        assertThat(once.rows().get(1).excluded()).isPresent();
        assertThat(apply("dnc:b=20,iterations=3", rows, 7).output()).isEqualTo(once.output());
    }

    @Test
    void mustBeTheFirstPart() {
        assertThatThrownBy(() -> Rules.of("nnm,dnc:b=20", 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("reads the rows, so it must be the first part");
        assertThatThrownBy(() -> Rules.of("nnm,aksel", 2))
                .hasMessageContaining("reads the rows, so it must be the first part");
    }
}
