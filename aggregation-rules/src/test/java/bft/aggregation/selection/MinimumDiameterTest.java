package bft.aggregation.selection;

import static org.assertj.core.api.Assertions.assertThat;

import bft.aggregation.Distances;
import bft.aggregation.RoundContext;
import bft.aggregation.Weights;
import bft.aggregation.engine.Aggregator;
import bft.aggregation.engine.RowReport;
import bft.aggregation.rules.Rules;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
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
    void ofEquallyTightSubsetsTheFirstIsChosen() {
        float[][] square = {{0, 0}, {0, 1}, {1, 1}, {1, 0}};
        assertThat(chosen("mda", 1, square)).containsExactly(0, 1, 2);
        float[][] line = {{0}, {1}, {2}, {3}, {4}};
        assertThat(chosen("mda", 2, line)).containsExactly(0, 1, 2);
    }

    @Test
    void aHundredRowsWithAThirdByzantineAreFast() {
        var random = new Random(1);
        float[][] rows = new float[100][200];
        for (int i = 0; i < 100; i++) {
            for (int k = 0; k < 200; k++) {
                rows[i][k] = (float) random.nextGaussian() * (i < 33 ? 3 : 1);
            }
        }
        assertThat(chosen("mda", 33, rows)).hasSize(67).allMatch(i -> i >= 33);
    }

    /** Pairs of a sparse random graph are a little further apart than all others. */
    private static Distances graph(int n, double edges, long seed) {
        var random = new Random(seed);
        var squared = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                double far = random.nextDouble() < edges / n ? 1.5 + 1e-3 * random.nextDouble() : 1;
                squared[i * n + j] = far;
                squared[j * n + i] = far;
            }
        }
        return new Distances(n, List.of(), squared);
    }

    @Test
    void endsAtItsBoundWithRowsAtMostTwiceAsFarApart() {
        Distances distances = graph(240, 7, 1);
        Weights weights = new MinimumDiameter(119).mix(distances, RoundContext.first(0));
        int[] chosen = IntStream.range(0, 240).filter(i -> weights.get(0, i) > 0).toArray();
        assertThat(chosen).hasSize(121);
        assertThat(weights.row(0)[chosen[0]]).isEqualTo(1.0 / 121);
        assertThat(weights.note()).contains("mda ended at its bound of steps (n=240, f=119)");
    }

    @Test
    void sparseGraphsOfFewRowsAreAnsweredExactly() {
        for (long seed = 0; seed < 20; seed++) {
            Distances distances = graph(14, 3, seed);
            Weights weights = new MinimumDiameter(5).mix(distances, RoundContext.first(0));
            assertThat(weights.note()).isEmpty();
            int[] chosen = IntStream.range(0, 14).filter(i -> weights.get(0, i) > 0).toArray();
            assertThat(chosen).as("seed %d", seed).isEqualTo(tightest(distances, 9));
        }
    }

    /** The first subset with the least diameter, by trying all. */
    private static int[] tightest(Distances distances, int size) {
        int n = distances.rows();
        int[] best = {};
        double least = Double.POSITIVE_INFINITY;
        for (int set = 0; set < 1 << n; set++) {
            int rows = set;
            // The first row is the highest bit, so that sets count down in lexicographic order.
            int[] chosen =
                    IntStream.range(0, n).filter(i -> (rows >> n - 1 - i & 1) == 1).toArray();
            if (chosen.length == size) {
                double diameter = 0;
                for (int i : chosen) {
                    for (int j : chosen) {
                        diameter = Math.max(diameter, distances.squared(i, j));
                    }
                }
                best = diameter <= least ? chosen : best;
                least = Math.min(least, diameter);
            }
        }
        return best;
    }
}
