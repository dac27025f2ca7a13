package bft.aggregation.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bft.aggregation.Aggregator;
import bft.aggregation.RoundContext;
import bft.aggregation.RowReport;
import bft.aggregation.Rules;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MinimumDiameterTest {
    private static List<Integer> chosen(String rule, int f, float[][] rows) {
        return Aggregator.sequential()
                .aggregate(Rules.of(rule, f), rows, RoundContext.first(0))
                .rows()
                .stream()
                .filter(report -> report.weight() > 0)
                .map(RowReport::row)
                .toList();
    }

    @Test
    void ofEquallyTightSubsetsTheFirstIsTaken() {
        float[][] square = {{0, 0}, {0, 1}, {1, 1}, {1, 0}};
        assertThat(chosen("mda", 1, square)).containsExactly(0, 1, 2);
        float[][] line = {{0}, {1}, {2}, {3}, {4}};
        assertThat(chosen("mda", 2, line)).containsExactly(0, 1, 2);
    }

    @Test
    void aHundredRowsWithAThirdByzantineAreNoMatter() {
        var random = new Random(1);
        float[][] rows = new float[100][200];
        for (int i = 0; i < 100; i++) {
            for (int k = 0; k < 200; k++) {
                rows[i][k] = (float) random.nextGaussian() * (i < 33 ? 3 : 1);
            }
        }
        assertThat(chosen("mda", 33, rows)).hasSize(67).allMatch(i -> i >= 33);
    }

    @Test
    void givesUpWithAnErrorWhereSubsetsAreTooMany() {
        float[][] rows = new float[40][20];
        var random = new Random(2);
        for (float[] row : rows) {
            for (int k = 0; k < 20; k++) {
                row[k] = (float) random.nextGaussian();
            }
        }
        assertThatThrownBy(() -> chosen("smea", 15, rows))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("smea gave up after 200000 subsets (n=40, f=15)");
    }
}
