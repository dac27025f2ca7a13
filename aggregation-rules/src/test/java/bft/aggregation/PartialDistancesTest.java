package bft.aggregation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bft.aggregation.kernels.BlockDistances;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartialDistancesTest {
    private static final int N = 11;
    private static final Aggregator AGGREGATOR = Aggregator.sequential();
    private static final RoundContext ROUND = RoundContext.first(0);

    private static float[][] rows(int d, long seed) {
        var random = new Random(seed);
        var rows = new float[N][d];
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

    private static List<PartialDistances> parts(AggregationRule rule, float[][] rows, int... cuts) {
        List<PartialDistances> parts = new ArrayList<>();
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
            List<PartialDistances> parts = parts(rule, rows, cuts);
            Collections.shuffle(parts, random);
            PartialDistances sum =
                    parts.stream()
                            .map(part -> PartialDistances.of(part.toBytes()))
                            .reduce(PartialDistances::plus)
                            .orElseThrow();
            Aggregator.Decision decision = Aggregator.decide(rule, sum, d, ROUND);
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
    void namesRowsThatAreNotFinite() {
        float[][] rows = rows(5000, 3);
        rows[2][4999] = Float.NaN;
        rows[9][0] = Float.POSITIVE_INFINITY;
        PartialDistances all = parts(Rules.of("krum", 2), rows, 0, 5000).get(0);
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
        List<PartialDistances> parts = parts(krum, rows, 0, 100, 5000, 9000);
        assertThatThrownBy(() -> parts.get(0).plus(parts.get(2)).total(9000))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("need coordinates 0 to 8999, have 4100 of them");
        assertThatThrownBy(() -> parts.get(1).plus(parts.get(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is in both parts");
        PartialDistances block = parts(krum, rows, 0, 2048).get(0);
        assertThatThrownBy(() -> block.plus(block)).hasMessageContaining("is in both parts");
        AggregationRule sum = Rules.of("multi-krum:reduce=sum", 2);
        PartialDistances other = parts(sum, rows, 5000, 9000).get(0);
        assertThatThrownBy(() -> parts.get(0).plus(other))
                .hasMessageStartingWith("cannot add distances of 11 rows and anchors [ORIGIN]");
    }

    @Test
    void refusesBytesThatAreNone() {
        byte[] bytes = parts(Rules.of("krum", 2), rows(3000, 1), 0, 3000).get(0).toBytes();
        for (int length = 0; length < bytes.length; length += 1 + length / 3) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> PartialDistances.of(cut))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
        assertThatThrownBy(() -> PartialDistances.of(longer))
                .hasMessage("not partial distances: 1 bytes too many");
        long seed = 8;
        var random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            byte[] spoilt = bytes.clone();
            spoilt[random.nextInt(40)] ^= (byte) (1 << random.nextInt(8));
            try {
                assertThat(PartialDistances.of(spoilt).rows()).as("seed %d", seed).isPositive();
            } catch (IllegalArgumentException expected) {
                assertThat(expected.getMessage()).isNotEmpty();
            }
        }
    }

    @Test
    void aPartTakesNoMoreThanSumsAndTwoPieces() {
        PartialDistances part = parts(Rules.of("krum", 2), rows(200_000, 1), 7, 199_999).get(0);
        long sums = 2 * 8 * BlockDistances.pairs(N) * 8L;
        long pieces = 2L * BlockDistances.widest(N) * N * 4;
        assertThat(part.toBytes().length).isLessThan((int) (sums + pieces + 500));
    }
}
