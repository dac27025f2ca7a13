package bft.aggregation;

import static bft.aggregation.RuleFamily.F;
import static bft.aggregation.RuleFamily.N;
import static bft.aggregation.RuleFamily.SEES_THE_ORIGIN;
import static bft.aggregation.RuleFamily.apply;
import static bft.aggregation.RuleFamily.none;
import static bft.aggregation.RuleFamily.round;
import static bft.aggregation.RuleFamily.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import bft.aggregation.engine.Aggregation;
import bft.aggregation.engine.Aggregator;
import bft.aggregation.engine.RowReport;
import bft.aggregation.kernels.Kernels;
import bft.aggregation.rules.Rules;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every registered rule. */
class AggregationRuleContractTest {
    private static final ExecutorService THREADS = Executors.newFixedThreadPool(3);

    @AfterAll
    static void stop() {
        THREADS.shutdown();
    }

    private static void assertNear(float[] actual, double[] expected, double tolerance, String as) {
        for (int k = 0; k < expected.length; k++) {
            double allowed = tolerance * (1 + Math.abs(expected[k]));
            assertThat((double) actual[k])
                    .as("%s, coordinate %d", as, k)
                    .isCloseTo(expected[k], within(allowed));
        }
    }

    private static double[] mean(float[][] rows) {
        return NaiveRules.apply("mean", 0, rows, new float[0]);
    }

    private static float[] floats(double[] values) {
        var copy = new float[values.length];
        for (int k = 0; k < copy.length; k++) {
            copy[k] = (float) values[k];
        }
        return copy;
    }

    private static double[] doubles(float[] values) {
        var copy = new double[values.length];
        Arrays.setAll(copy, k -> values[k]);
        return copy;
    }

    @ParameterizedTest
    @MethodSource("bft.aggregation.RuleFamily#rules")
    void agreesWithTheNaiveRuleInBothKernelSets(String rule) {
        for (long seed = 1; seed <= 12; seed++) {
            int f = (int) seed % 4;
            int d = new int[] {1, 2, 17, 300, 1025, 5000}[(int) seed % 6];
            float[][] rows = rows(N, d, seed);
            RoundContext round = round(d);
            double[] expected = NaiveRules.apply(rule, f, rows, round.trusted());
            for (Kernels kernels : List.of(Kernels.plain(), Kernels.best())) {
                Aggregation result =
                        new Aggregator(Runnable::run, 1, kernels)
                                .withDistances()
                                .aggregate(Rules.of(rule, f), rows, round);
                String as = "%s, f=%d, %s, seed %d".formatted(rule, f, kernels, seed);
                assertNear(result.output(), expected, 5e-6, as);
                for (RowReport report : result.rows()) {
                    double distance =
                            Math.sqrt(NaiveRules.squared(rows[report.row()], result.output()));
                    assertThat(report.distance())
                            .as(as)
                            .isCloseTo(distance, within(1e-5 * (1 + distance)));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("bft.aggregation.RuleFamily#all")
    void givesTheSameBitsWhateverTheThreads(String rule) {
        float[][] rows = rows(N, 50_021, 7);
        Aggregation alone = apply(rule, rows);
        for (int threads : new int[] {2, 3, 5}) {
            Aggregation shared =
                    new Aggregator(THREADS, threads)
                            .withDistances()
                            .aggregate(Rules.of(rule, F), rows, round(50_021));
            assertThat(Arrays.equals(shared.output(), alone.output())).as(rule).isTrue();
            assertThat(shared.rows()).isEqualTo(alone.rows());
        }
    }

    @ParameterizedTest
    @MethodSource("bft.aggregation.RuleFamily#rulesOfAnyOrder")
    void doesNotDependOnTheOrderOfTheRows(String rule) {
        float[][] rows = rows(N, 40, 11);
        List<float[]> shuffled = new ArrayList<>(List.of(rows));
        Collections.shuffle(shuffled, new Random(5));
        float[] output = apply(rule, shuffled.toArray(float[][]::new)).output();
        assertNear(output, doubles(apply(rule, rows).output()), 1e-6, rule + ", seeds 11 and 5");
    }

    @ParameterizedTest
    @MethodSource("bft.aggregation.RuleFamily#rulesWithoutOrigin")
    void followsShiftsAndScales(String rule) {
        float[][] rows = rows(N, 40, 13);
        float[][] moved = new float[N][40];
        for (int i = 0; i < N; i++) {
            for (int k = 0; k < 40; k++) {
                moved[i][k] = 4 * rows[i][k] + 2;
            }
        }
        double[] expected =
                Arrays.stream(doubles(apply(rule, rows).output())).map(x -> 4 * x + 2).toArray();
        assertNear(apply(rule, moved).output(), expected, 1e-6, rule + ", seed 13");
    }

    /** The same rule where all lengths are four times as long, and the factor of its result. */
    private static final Map<String, String> SCALED =
            Map.of(
                    "centered-clipping", "centered-clipping:tau=40",
                    "clipping:c=3", "clipping:c=12",
                    "clipping:c=3,nnm,meamed", "clipping:c=12,nnm,meamed",
                    "nnm,centered-clipping", "nnm,centered-clipping:tau=40");

    @ParameterizedTest
    @MethodSource("bft.aggregation.RuleFamily#all")
    void followsScalesEvenWhereItSeesTheOrigin(String rule) {
        float[][] rows = rows(N, 40, 13);
        float[][] longer = scaled(rows);
        float[] trusted = round(40).trusted();
        RoundContext round =
                new RoundContext(1, new float[0], 1, scaled(new float[][] {trusted})[0]);
        String scaled = SCALED.getOrDefault(rule, rule);
        float[] output =
                Aggregator.sequential().aggregate(Rules.of(scaled, F), longer, round).output();
        int factor = rule.equals("sign-majority") ? 1 : 4;
        double[] expected =
                Arrays.stream(doubles(apply(rule, rows).output())).map(x -> factor * x).toArray();
        assertNear(output, expected, 1e-6, rule + ", seed 13");
    }

    private static float[][] scaled(float[][] rows) {
        var longer = new float[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            longer[i] = rows[i].clone();
            for (int k = 0; k < longer[i].length; k++) {
                longer[i][k] *= 4;
            }
        }
        return longer;
    }

    @ParameterizedTest
    @MethodSource("bft.aggregation.RuleFamily#all")
    void leavesTheInputsAlone(String rule) {
        float[][] rows = rows(N, 2000, 17);
        float[][] copy = Arrays.stream(rows).map(float[]::clone).toArray(float[][]::new);
        apply(rule, rows);
        assertThat(rows).isDeepEqualTo(copy);
    }

    @ParameterizedTest
    @MethodSource("bft.aggregation.RuleFamily#robustRules")
    void byzantineRowsOfAnySizeDoNotMoveItFar(String rule) {
        for (float bad : new float[] {Float.MAX_VALUE, -1e30f, 1e19f, -1e5f}) {
            float[][] rows = rows(N, 1500, 19);
            double[] honest = mean(Arrays.copyOfRange(rows, F, N));
            for (int i = 0; i < F; i++) {
                Arrays.fill(rows[i], bad);
            }
            // Honest rows are 0.3 * sqrt(d) = 11.6 from their mean.
            float[] near = floats(honest);
            float[] output =
                    Aggregator.sequential()
                            .aggregate(Rules.of(rule, F), rows, new RoundContext(1, near, 1, near))
                            .output();
            double squared = 0;
            for (int k = 0; k < output.length; k++) {
                squared += (output[k] - honest[k]) * (output[k] - honest[k]);
            }
            assertThat(Math.sqrt(squared)).as("%s against %s", rule, bad).isLessThan(15);
        }
    }

    @Test
    void signMajorityKeepsTheSignThatAllHonestRowsShare() {
        float[][] rows = rows(N, 40, 3);
        for (float[] row : rows) {
            for (int k = 0; k < 40; k++) {
                row[k] = k % 2 == 0 ? Math.abs(row[k]) : k % 3 == 0 ? -0f : -Math.abs(row[k]);
            }
        }
        for (int i = 0; i < F; i++) {
            Arrays.fill(rows[i], i == 0 ? -1e30f : Float.MAX_VALUE);
        }
        float[] output = apply("sign-majority", rows).output();
        for (int k = 0; k < 40; k++) {
            // The signs that are not zero decide: one against two.
            assertThat(output[k]).isEqualTo(k % 2 == 0 ? 1 : k % 3 == 0 ? 1 : -1);
        }
    }

    @Test
    void identicalHonestRowsWinTheMajority() {
        float[][] rows = rows(N, 40, 5);
        for (int i = F; i < 2 * F + 3; i++) {
            rows[i] = rows[N - 1].clone();
        }
        Aggregation result = apply("majority", rows);
        assertNear(result.output(), doubles(rows[N - 1]), 1e-6, "majority");
        assertThat(result.rows().get(F).weight()).isEqualTo(1.0 / (F + 4));
        assertThat(result.rows().get(0).excluded()).isPresent();
    }

    @Test
    void theMedoidReplacesATrustedRowThatIsNotFinite() {
        float[][] rows = rows(N, 4, 5);
        rows[7][1] = Float.NaN;
        Arrays.fill(rows[2], 1e6f);
        Aggregation result = apply("monna:row=7", rows);
        assertThat(result.note().orElseThrow())
                .matches(
                        "the trusted row 7 is not finite: row \\d+, the medoid of all, replaces"
                                + " it");
        assertThat(result.rows().get(2).weight()).isZero();
        float[] output = apply("monna:row=8", rows).output();
        List<float[]> finite = new ArrayList<>(List.of(rows));
        finite.remove(7);
        assertThat(output).isEqualTo(apply("monna:row=7", finite.toArray(float[][]::new)).output());
    }

    @Test
    void rowsThatAreNotFiniteAreExcludedWithTheirWeights() {
        float[][] rows = {{1}, {Float.NaN}, {4}};
        assertThat(applied("weighted-mean:weights=1/5/2", rows, 1)).containsExactly(3);
        assertThat(applied("weighted-mean:weights=0/5/0", rows, 1)).containsExactly(2.5f);
        float[][] seven = {{0}, {10}, {Float.NaN}, {20}, {50}, {1000}, {15}, {6}};
        assertThat(applied("multi-krum:m=2,weights=1/1/9/1/1/1/3/1,neighbours=2", seven, 1)[0])
                .isCloseTo(13.75f, within(1e-5f));
        float[][] four = {{1}, {2}, {Float.NaN}, {4}};
        // Buckets of rows 3 and 0, then of row 1.
        assertThat(applied("bucketing:permutation=3/2/0/1", four, 0)).containsExactly(2.25f);
        assertThatThrownBy(() -> applied("bucketing:permutation=1/0", four, 0))
                .hasMessage("the permutation has 2 rows, the round has 4");
    }

    @Test
    void theFiniteMeanAveragesTheFiniteValues() {
        float nan = Float.NaN;
        float[][] rows = {{1, nan, nan}, {3, 5, Float.POSITIVE_INFINITY}, {5, nan, nan}};
        float[] output =
                Aggregator.sequential()
                        .aggregate(Rules.of("finite-mean", 0), rows, RoundContext.first(0))
                        .output();
        assertThat(output).containsExactly(3, 5, nan);
        assertThatThrownBy(() -> Rules.of("nnm,finite-mean", 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        "accepts rows that are not finite, so no mixing may precede it");
    }

    @Test
    void theFiniteMedianCountsLostValuesAsConfigured() {
        float nan = Float.NaN;
        float[][] rows = {
            {1, nan, nan}, {9, 5, Float.NEGATIVE_INFINITY}, {5, nan, nan}, {2, 7, nan}
        };
        assertThat(applied("finite-median", rows, 1)).containsExactly(3.5f, 6, 0);
        assertThat(applied("finite-median:kind=lower", rows, 1)).containsExactly(2, 5, 0);
        assertThat(applied("finite-median:lost=last,kind=upper", rows, 1))
                .containsExactly(5, nan, nan);
    }

    @Test
    void theFiniteTrimmedMeanIsZeroWhereTheFaultyCouldDecide() {
        float nan = Float.NaN;
        float[][] rows = {
            {1, nan, nan, 2}, {2, 4, nan, 2}, {3, 6, 7, nan}, {9, 8e30f, 9e30f, Float.MAX_VALUE}
        };
        assertThat(applied("finite-trimmed-mean", rows, 1)).containsExactly(2.5f, 6, 0, 2);
    }

    @Test
    void theDistanceOfARowWithLostValuesIsThatOfTheOthers() {
        float nan = Float.NaN;
        float[][] rows = {{3, nan, 4}, {0, nan, 0}, {nan, nan, nan}, {0, nan, 0}, {0, nan, -12}};
        var reports =
                Aggregator.sequential()
                        .withDistances()
                        .aggregate(Rules.of("finite-median", 1), rows, RoundContext.first(0))
                        .rows();
        assertThat(reports.stream().map(report -> report.distance()))
                .containsExactly(5.0, 0.0, 0.0, 0.0, 12.0);
    }

    private static float[] applied(String rule, float[][] rows, int f) {
        return Aggregator.sequential()
                .aggregate(Rules.of(rule, f), rows, RoundContext.first(0))
                .output();
    }

    @Test
    void multiKrumWeightsTheChosenRowsAsTheOperatorSets() {
        float[][] rows = {{0}, {10}, {20}, {50}, {1000}, {15}, {6}};
        float[] output = applied("multi-krum:m=2,weights=1/1/1/1/1/3/1,neighbours=2", rows, 1);
        // The best are row 1 (score 25 + 16) and row 5 (25 + 25): (10 + 3 * 15) / 4.
        assertThat(output[0]).isCloseTo(13.75f, within(1e-5f));
        assertThatThrownBy(() -> applied("multi-krum:weights=1/2", rows, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there are 2 weights for 7 rows");
    }

    static Stream<String> rulesThatDropRows() {
        return RuleFamily.rulesOfAnyOrder().filter(rule -> !rule.startsWith("finite-"));
    }

    @ParameterizedTest
    @MethodSource("rulesThatDropRows")
    void aRowThatIsNotFiniteIsExcludedAndReported(String rule) {
        float[][] rows = rows(N, 3000, 23);
        rows[0][2990] = Float.NaN;
        rows[9][0] = Float.NEGATIVE_INFINITY;
        List<float[]> finite = new ArrayList<>(List.of(rows));
        finite.remove(9);
        finite.remove(0);
        Aggregation result = apply(rule, rows);
        AggregationRule fitted = Rules.of(rule, F).forInputs(N - 2, 2);
        Aggregation without =
                Aggregator.sequential()
                        .aggregate(fitted, finite.toArray(float[][]::new), round(3000));
        assertNear(result.output(), doubles(without.output()), 1e-6, rule);
        for (int row : new int[] {0, 9}) {
            RowReport report = result.rows().get(row);
            assertThat(report.excluded()).contains("non-finite");
            assertThat(report.weight()).isZero();
            assertThat(report.distance()).isNaN();
        }
        assertThat(result.rows().get(1).distance()).isFinite();
    }

    @ParameterizedTest
    @MethodSource("bft.aggregation.RuleFamily#rulesOfAnyOrder")
    void givesTheSameWithoutDistances(String rule) {
        for (float odd : new float[] {0, Float.NaN, Float.NEGATIVE_INFINITY, -Float.MAX_VALUE}) {
            float[][] rows = rows(N, 5000, 37);
            rows[3][4321] = odd;
            Aggregation with = apply(rule, rows);
            Aggregation without =
                    Aggregator.sequential().aggregate(Rules.of(rule, F), rows, round(5000));
            String as = rule + " with " + odd;
            assertThat(Arrays.equals(without.output(), with.output())).as(as).isTrue();
            for (int i = 0; i < N; i++) {
                RowReport report = without.rows().get(i);
                assertThat(report.weight()).as(as).isEqualTo(with.rows().get(i).weight());
                assertThat(report.excluded()).as(as).isEqualTo(with.rows().get(i).excluded());
                assertThat(report.distance())
                        .as(as)
                        .matches(
                                x ->
                                        Double.isNaN(x)
                                                || x == with.rows().get(report.row()).distance());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("bft.aggregation.RuleFamily#all")
    void weightsAddUpToOneAndExcludedRowsHaveAReason(String rule) {
        Aggregation result = apply(rule, rows(N, 10, 31));
        assertThat(result.rows()).hasSize(N);
        double sum = result.rows().stream().mapToDouble(RowReport::weight).sum();
        if (none(rule, SEES_THE_ORIGIN)) {
            assertThat(sum).isCloseTo(1, within(1e-12));
        }
        assertThat(result.rows())
                .allMatch(report -> report.excluded().isPresent() == (report.weight() == 0));
    }

    @ParameterizedTest
    @MethodSource("bft.aggregation.RuleFamily#all")
    void refusesTooFewRowsByNameAndNumbers(String rule) {
        AggregationRule four = Rules.of(rule, 4);
        int few = four.minimumInputs() - 1;
        if (few < 1) {
            return;
        }
        assertThatThrownBy(
                        () ->
                                Aggregator.sequential()
                                        .aggregate(four, rows(few, 2, 1), RoundContext.first(0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(rule + " needs ")
                .hasMessageContaining("got n=" + few + ", f=4");
        assertThat(four.toString()).isEqualTo(rule);
        assertThat(four.forFaulty().apply(0).f()).isZero();
    }
}
