package bft.aggregation;

import static bft.aggregation.RuleFamily.F;
import static bft.aggregation.RuleFamily.N;
import static bft.aggregation.RuleFamily.apply;
import static bft.aggregation.RuleFamily.none;
import static bft.aggregation.RuleFamily.round;
import static bft.aggregation.RuleFamily.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import bft.aggregation.engine.Aggregation;
import bft.aggregation.engine.Aggregator;
import bft.aggregation.kernels.Kernels;
import bft.aggregation.rules.Rules;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Finite rows of any kind give a finite result, in bounded time, and as exact as floats are. */
class RuleNumericsTest {
    /** Results that are not within the rows: not normalised, of another's length, or signs. */
    private static final Set<String> OUTSIDE = Set.of("foolsgold", "fltrust", "sign-majority");

    private static void assertFinite(Aggregation result, String as) {
        for (float x : result.output()) {
            assertThat(x).as(as).isFinite();
        }
        assertThat(result.rows())
                .as(as)
                .allMatch(report -> Double.isFinite(report.distance()))
                .allMatch(report -> Double.isFinite(report.weight()));
    }

    @ParameterizedTest
    @MethodSource("bft.aggregation.RuleFamily#all")
    void finiteRowsOfAnySizeGiveAFiniteResult(String rule) {
        for (float size : new float[] {Float.MAX_VALUE, 1e30f, 1e-30f, Float.MIN_VALUE}) {
            float[][] rows = rows(N, 70, 29);
            for (int i = 0; i < N; i++) {
                for (int k = 0; k < 70; k++) {
                    rows[i][k] = (i + k) % 2 == 0 ? size : -size;
                }
            }
            Aggregation result = apply(rule, rows);
            boolean bounded = none(rule, OUTSIDE);
            double most = bounded ? size * (1 + 1e-6) : Double.MAX_VALUE;
            for (float x : result.output()) {
                assertThat((double) Math.abs(x)).as("%s at %s", rule, size).isBetween(0.0, most);
                assertThat(x).isFinite();
            }
            assertThat(result.rows()).allMatch(report -> Double.isFinite(report.distance()));
        }
    }

    @ParameterizedTest
    @MethodSource("bft.aggregation.RuleFamily#rulesWithoutOrigin")
    void equalRowsGiveThatRow(String rule) {
        for (float value : new float[] {0, 1, -3e30f, 2e-30f, Float.MAX_VALUE}) {
            float[][] rows = new float[N][5];
            for (float[] row : rows) {
                Arrays.fill(row, value);
            }
            Aggregation result = apply(rule, rows);
            for (float x : result.output()) {
                assertThat(x).isCloseTo(value, within(Math.abs(value) * 1e-6f));
            }
        }
    }

    static Stream<String> rulesOfEqualRows() {
        return RuleFamily.rulesWithoutOrigin()
                .filter(rule -> !rule.contains("weights=") && !rule.contains("permutation="));
    }

    /** In both kernel sets, and over a shard as over the whole. */
    @ParameterizedTest
    @MethodSource("rulesOfEqualRows")
    void equalRowsGiveThatRowToTheBit(String rule) {
        var random = new Random(9);
        for (int n = 1; n <= 30; n++) {
            int f = random.nextInt(1 + n / 2);
            AggregationRule of = Rules.of(rule, f);
            if (n < of.minimumInputs()) {
                of = Rules.of(rule, 0);
            }
            if (n < of.minimumInputs()) {
                continue;
            }
            float[] row = anyFloats(random, 2100);
            float[][] rows = new float[n][];
            Arrays.setAll(rows, i -> row.clone());
            for (Kernels kernels : List.of(Kernels.plain(), Kernels.best())) {
                var aggregator = new Aggregator(Runnable::run, 1, kernels);
                float[] output = aggregator.aggregate(of, rows, round(2100)).output();
                String as = "%s, n=%d, f=%d, %s, seed 9".formatted(rule, n, of.f(), kernels);
                assertThat(Arrays.mismatch(output, row)).as(as).isEqualTo(-1);
            }
        }
    }

    /** Every size that there is, subnormal ones too. */
    private static float[] anyFloats(Random random, int d) {
        var row = new float[d];
        for (int k = 0; k < d; k++) {
            float x = Float.NaN;
            while (!Float.isFinite(x)) {
                x = Float.intBitsToFloat(random.nextInt());
            }
            row[k] = x;
        }
        row[0] = 1.5f;
        row[1] = Float.MIN_VALUE;
        row[2] = -Float.MAX_VALUE;
        return row;
    }

    @Test
    void columnsOfEqualValuesGiveThatValueBesideOthers() {
        for (String rule : List.of("trimmed-mean", "meamed", "phocas", "median")) {
            float[][] rows = rows(9, 200, 3);
            for (float[] row : rows) {
                row[7] = 1.5f;
                row[190] = 0.1f;
                row[199] = -7.7e-12f;
            }
            float[] output = apply(rule, rows).output();
            assertThat(new float[] {output[7], output[190], output[199]})
                    .as(rule)
                    .containsExactly(1.5f, 0.1f, -7.7e-12f);
        }
    }

    @Test
    void meansOfTheLargestFloatsOfBothSignsAreNotTheLargest() {
        float max = Float.MAX_VALUE;
        float[][] rows = {{max}, {-max}, {max}, {-max}};
        for (String rule : List.of("mean", "median", "trimmed-mean")) {
            float[] output =
                    Aggregator.sequential()
                            .aggregate(Rules.of(rule, 0), rows, RoundContext.first(0))
                            .output();
            assertThat(output).as(rule).containsExactly(0);
        }
    }

    @ParameterizedTest
    @MethodSource("bft.aggregation.RuleFamily#all")
    void rowsFromTheLeastToTheLargestTogetherGiveAFiniteResult(String rule) {
        for (long seed = 1; seed <= 6; seed++) {
            var random = new Random(seed);
            float[][] rows = rows(N, 70, seed);
            for (float[] row : rows) {
                float size = (float) Math.pow(10, 76 * random.nextDouble() - 38);
                for (int k = 0; k < row.length; k++) {
                    row[k] = Math.max(-Float.MAX_VALUE, Math.min(Float.MAX_VALUE, row[k] * size));
                }
            }
            assertFinite(apply(rule, rows), rule + ", seed " + seed);
        }
    }

    @ParameterizedTest
    @MethodSource("bft.aggregation.RuleFamily#all")
    void equalRowsGiveAFiniteResultEvenWithTheOrigin(String rule) {
        for (float value : new float[] {0, -0f, 1e30f, 1e-30f, Float.MIN_VALUE}) {
            float[][] rows = new float[N][70];
            for (float[] row : rows) {
                Arrays.fill(row, value);
            }
            assertFinite(apply(rule, rows), rule + " at " + value);
        }
    }

    @ParameterizedTest
    @MethodSource("bft.aggregation.RuleFamily#all")
    void halfOfTheRowsEqualGiveAResultWithinTheRows(String rule) {
        for (long seed = 1; seed <= 4; seed++) {
            float[][] rows = rows(N, 40, seed);
            for (int i = 0; i < N; i += 2) {
                rows[i] = rows[0].clone();
            }
            assertWithin(rule, rows, 1e-6, "seed " + seed);
        }
    }

    /** At 1e8 floats are 8 apart: what differs by 0.01 is equal, and must stay so. */
    @ParameterizedTest
    @MethodSource("bft.aggregation.RuleFamily#rulesWithoutOrigin")
    void aCommonOffsetOf1e8IsNotLost(String rule) {
        float[][] rows = offset(1e8f, 0.01);
        for (float x : apply(rule, rows).output()) {
            assertThat((double) x).as(rule).isCloseTo(1e8, within((double) Math.ulp(1e8f)));
        }
        assertWithin(rule, offset(1e8f, 100), 1e-7, "offset 1e8, spread 100");
    }

    /** With offsets whose squares drown the spread, distances must still be those of the rows. */
    @ParameterizedTest
    @MethodSource("bft.aggregation.RuleFamily#rules")
    void agreesWithTheNaiveWayBesideALargeOffset(String rule) {
        if (!none(rule, RuleFamily.SEES_THE_ORIGIN)) {
            return;
        }
        for (float offset : new float[] {1e4f, -3e5f}) {
            float[][] rows = offset(offset, 0.3 * Math.abs(offset) / 1e4);
            double[] expected = NaiveRules.apply(rule, F, rows, new float[0]);
            float[] output = apply(rule, rows).output();
            for (int k = 0; k < output.length; k++) {
                assertThat((double) output[k])
                        .as("%s at %s, coordinate %d", rule, offset, k)
                        .isCloseTo(expected[k], within(Math.abs(offset) * 2e-7));
            }
        }
    }

    private static float[][] offset(float offset, double spread) {
        var random = new Random(37);
        float[][] rows = new float[N][40];
        for (float[] row : rows) {
            for (int k = 0; k < row.length; k++) {
                row[k] = (float) (offset + spread * random.nextGaussian());
            }
        }
        return rows;
    }

    private static void assertWithin(String rule, float[][] rows, double tolerance, String as) {
        Aggregation result = apply(rule, rows);
        assertFinite(result, rule + ", " + as);
        if (!none(rule, OUTSIDE) || !none(rule, RuleFamily.SEES_THE_ORIGIN)) {
            return;
        }
        for (int k = 0; k < result.output().length; k++) {
            int column = k;
            double least = Arrays.stream(rows).mapToDouble(row -> row[column]).min().orElseThrow();
            double most = Arrays.stream(rows).mapToDouble(row -> row[column]).max().orElseThrow();
            double slack = tolerance * (1 + Math.max(Math.abs(least), Math.abs(most)));
            assertThat((double) result.output()[k])
                    .as("%s, %s, coordinate %d", rule, as, k)
                    .isBetween(least - slack, most + slack);
        }
    }

    @ParameterizedTest
    @MethodSource("bft.aggregation.RuleFamily#all")
    void oneCoordinateAndNobodyByzantineIsEnough(String rule) {
        if (rule.contains("weights=") || rule.contains("permutation=")) {
            return;
        }
        AggregationRule none = Rules.of(rule, 0);
        for (float size : new float[] {1, 1e30f, 1e-30f}) {
            float[][] rows = new float[none.minimumInputs()][1];
            for (int i = 0; i < rows.length; i++) {
                rows[i][0] = size * (i + 1);
            }
            Aggregator aggregator = Aggregator.sequential().withDistances();
            Aggregation result = aggregator.aggregate(none, rows, round(1));
            assertFinite(result, rule + " at " + size);
        }
    }

    @ParameterizedTest
    @MethodSource("bft.aggregation.RuleFamily#all")
    void aZeroRowAmongOthersIsNoMatter(String rule) {
        float[][] rows = rows(N, 30, 41);
        for (int i : List.of(0, 5)) {
            rows[i] = new float[30];
        }
        assertFinite(apply(rule, rows), rule);
    }
}
