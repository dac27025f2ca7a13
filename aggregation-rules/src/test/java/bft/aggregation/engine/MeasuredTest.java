package bft.aggregation.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bft.aggregation.AggregationRule;
import bft.aggregation.RoundContext;
import bft.aggregation.kernels.BlockDistances;
import bft.aggregation.rules.Rules;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MeasuredTest {
    private static final int N = 11;
    private static final Aggregator AGGREGATOR = Aggregator.sequential();
    private static final RoundContext ROUND = RoundContext.first(0);

    private static float[][] rows(int d, long seed) {
        return rows(d, seed, N);
    }

    private static float[][] rows(int d, long seed, int n) {
        var random = new Random(seed);
        var rows = new float[n][d];
        for (float[] row : rows) {
            for (int k = 0; k < d; k++) {
                row[k] = (float) random.nextGaussian();
            }
        }
        return rows;
    }

    private static float[][] range(float[][] rows, int from, int to) {
        return Arrays.stream(rows)
                .map(row -> Arrays.copyOfRange(row, from, to))
                .toArray(float[][]::new);
    }

    private static List<Measured> parts(AggregationRule rule, float[][] rows, int... cuts) {
        List<Measured> parts = new ArrayList<>();
        for (int i = 0; i + 1 < cuts.length; i++) {
            float[][] range = range(rows, cuts[i], cuts[i + 1]);
            parts.add(AGGREGATOR.measure(rule, range, cuts[i], ROUND));
        }
        return parts;
    }

    private static int[] cuts(Random random, int d) {
        int count = 1 + random.nextInt(7);
        int[] inner = random.ints(count, 1, d).distinct().sorted().toArray();
        int[] cuts = new int[inner.length + 2];
        System.arraycopy(inner, 0, cuts, 1, inner.length);
        cuts[cuts.length - 1] = d;
        return cuts;
    }

    @ParameterizedTest
    @ValueSource(strings = {"krum", "multi-krum", "multi-krum:m=2,reduce=sum", "multi-krum,median"})
    void anySplitGivesTheSameBitsAsTheWhole(String spec) {
        AggregationRule rule = Rules.of(spec, 3);
        for (long seed = 0; seed < 12; seed++) {
            var random = new Random(seed);
            int d = 2 + random.nextInt(20_000);
            float[][] rows = rows(d, seed);
            if (seed % 3 == 2) {
                rows[4][d - 1] = Float.NaN;
            }
            Aggregation whole = AGGREGATOR.aggregate(rule, rows, ROUND);
            int[] cuts = cuts(random, d);
            List<Measured> parts = parts(rule, rows, cuts);
            Collections.shuffle(parts, random);
            Measured sum = parts.stream().reduce(Measured::plus).orElseThrow();
            Decision decision = Aggregator.decide(rule, sum, d, ROUND);
            var output = new float[d];
            for (int i = 0; i + 1 < cuts.length; i++) {
                float[][] range = range(rows, cuts[i], cuts[i + 1]);
                Aggregation part = AGGREGATOR.apply(decision, range, ROUND);
                System.arraycopy(part.output(), 0, output, cuts[i], part.output().length);
                if (!spec.endsWith("median")) {
                    assertThat(part.rows()).as("seed %d", seed).isEqualTo(whole.rows());
                }
            }
            assertThat(Arrays.equals(output, whole.output()))
                    .as("%s, seed %d", spec, seed)
                    .isTrue();
        }
    }

    @Test
    void reportsRowsThatAreNotFinite() {
        float[][] rows = rows(5000, 3);
        rows[2][4999] = Float.NaN;
        rows[9][0] = Float.POSITIVE_INFINITY;
        Measured all = parts(Rules.of("krum", 2), rows, 0, 5000).get(0);
        boolean[] finite = all.finite();
        assertThat(finite[2]).isFalse();
        assertThat(finite[9]).isFalse();
        assertThat(finite[3]).isTrue();
        assertThat(all.rows()).isEqualTo(N);
    }

    @Test
    void refusesGapsAndOverlaps() {
        AggregationRule krum = Rules.of("krum", 2);
        float[][] rows = rows(9000, 1);
        List<Measured> parts = parts(krum, rows, 0, 100, 5000, 9000);
        assertThatThrownBy(
                        () -> Aggregator.decide(krum, parts.get(0).plus(parts.get(2)), 9000, ROUND))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("need coordinates 0 to 8999, have 4100 of them");
        assertThatThrownBy(() -> parts.get(1).plus(parts.get(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is in both parts");
        Measured block = parts(krum, rows, 0, 2048).get(0);
        assertThatThrownBy(() -> block.plus(block)).hasMessageContaining("is in both parts");
        AggregationRule sum = Rules.of("multi-krum:reduce=sum", 2);
        Measured other = parts(sum, rows, 5000, 9000).get(0);
        assertThatThrownBy(() -> parts.get(0).plus(other))
                .hasMessageStartingWith(
                        "cannot add what was measured of ranges of 11 rows with anchors [ORIGIN]");
    }

    @Test
    void nothingCanBeAddedToWholeRows() {
        AggregationRule krum = Rules.of("multi-krum", 2);
        float[][] rows = rows(5000, 4);
        Measured whole = AGGREGATOR.measure(krum, rows, ROUND);
        Decision decision = Aggregator.decide(krum, whole, 5000, ROUND);
        Measured next = AGGREGATOR.measure(krum, rows, 5000, ROUND);
        assertThatThrownBy(() -> whole.plus(next))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("to that of whole rows of 11 rows");
        assertThatThrownBy(() -> Aggregator.decide(krum, whole, 6000, ROUND))
                .hasMessage("need coordinates 0 to 5999, have 5000 of them");
        assertThatThrownBy(() -> AGGREGATOR.apply(decision, rows(5000, 4, 10), ROUND))
                .hasMessage("11 rows were measured, got 10");
    }

    @Test
    void coordinateWiseRulesAreDecidedFromFlagsOnly() {
        AggregationRule median = Rules.of("median", 2);
        float[][] rows = rows(300, 5);
        rows[6][299] = Float.NaN;
        Measured low = AGGREGATOR.measure(median, range(rows, 0, 100), 0, ROUND);
        Measured high = AGGREGATOR.measure(median, range(rows, 100, 300), 100, ROUND);
        Measured both = high.plus(low);
        Decision decision = Aggregator.decide(median, both, 300, ROUND);
        assertThat(decision.kept()).containsExactly(0, 1, 2, 3, 4, 5, 7, 8, 9, 10);
        assertThat(decision.checked()).isTrue();
        assertThatThrownBy(() -> Aggregator.decide(median, low, 300, ROUND))
                .hasMessage("need coordinates 0 to 299, have 100 of them");
        assertThat(low.pieces()).isEmpty();
        assertThat(low.sums().squared()).isEmpty();
    }

    @Test
    void aPartHoldsOnlySumsAndTwoPieces() {
        Measured part = parts(Rules.of("krum", 2), rows(200_000, 1), 7, 199_999).get(0);
        int block = BlockDistances.widest(N);
        // Nodes of a binary tree over 200,000 / block blocks: at most two of each level.
        int levels = 32 - Integer.numberOfLeadingZeros(200_000 / block);
        assertThat(part.sums().squared()).hasSizeLessThanOrEqualTo(2 * levels);
        assertThat(part.pieces()).hasSize(2).allMatch(piece -> piece.width() < block);
    }
}
