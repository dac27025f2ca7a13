package bft.aggregation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import bft.aggregation.kernels.Kernels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for every rule there is: to register is to enrol. */
class AggregationRuleContractTest {
    private static final ExecutorService THREADS = Executors.newFixedThreadPool(3);
    private static final int F = 3;
    private static final int N = 4 * F + 3;

    @AfterAll
    static void stop() {
        THREADS.shutdown();
    }

    /** What a rule needs to be applied to N rows, and what does not hold of it. */
    private static final Map<String, String> PARAMETERS =
            Map.of(
                    "weighted-mean", ":weights=1/2/3/4/5/6/7/8/9/10/11/12/13/14/15",
                    "clipping", ":c=3",
                    "bucketing", ":permutation=0/1/2/3/4/5/6/7/8/9/10/11/12/13/14");

    private static final List<String> CHAINS =
            List.of(
                    "nnm,trimmed-mean",
                    "nnm,krum",
                    "nnm,geometric-median",
                    "bucketing:permutation=0/1/2/3/4/5/6/7/8/9/10/11/12/13/14,median",
                    "arc,nnm,median",
                    "arc,geometric-median",
                    "clipping:c=3,nnm,meamed");

    /**
     * The result depends on which row is which; of rows that all differ, majority takes the first.
     */
    private static final Set<String> BY_INDEX =
            Set.of("weighted-mean", "monna", "bucketing", "majority");

    /** Norms, directions or signs matter, so the origin has a part in the result. */
    private static final Set<String> SEES_THE_ORIGIN =
            Set.of(
                    "sign-majority",
                    "cge",
                    "fltrust",
                    "foolsgold",
                    "centered-clipping",
                    "clipping",
                    "arc");

    /** Whoever sends one of its rows decides. */
    private static final Set<String> NOT_ROBUST =
            Set.of("mean", "weighted-mean", "finite-mean", "foolsgold", "majority");

    static Stream<String> rules() {
        Stream<String> single =
                Rules.all().stream()
                        .map(RuleDescription::name)
                        .map(name -> name + PARAMETERS.getOrDefault(name, ""));
        return Stream.concat(single, CHAINS.stream());
    }

    private static Set<String> parts(String rule) {
        return Arrays.stream(rule.split(",(?=[a-z])"))
                .map(part -> part.split(":")[0])
                .collect(Collectors.toSet());
    }

    private static boolean none(String rule, Set<String> of) {
        return Collections.disjoint(parts(rule), of);
    }

    static Stream<String> rulesOfAnyOrder() {
        return rules().filter(rule -> none(rule, BY_INDEX));
    }

    static Stream<String> rulesWithoutOrigin() {
        return rules().filter(rule -> none(rule, SEES_THE_ORIGIN));
    }

    /** Pre-aggregations protect only with a rule after them. */
    static Stream<String> robustRules() {
        Set<String> others = Set.of("nnm", "bucketing", "clipping", "arc");
        return rules().filter(rule -> none(rule, NOT_ROBUST) && !others.containsAll(parts(rule)))
                .filter(rule -> none(rule, Set.of("clipping", "sign-majority")))
                .map(rule -> rule.equals("monna") ? "monna:row=7" : rule);
    }

    private static RoundContext round(int d) {
        var trusted = new float[d];
        Arrays.fill(trusted, 0.5f);
        return new RoundContext(1, new float[0], 1, trusted);
    }

    private static Aggregation apply(String rule, float[][] rows) {
        return Aggregator.sequential().aggregate(Rules.of(rule, F), rows, round(rows[0].length));
    }

    /** Rows around a common mean: seeded, so every failure can be repeated. */
    private static float[][] rows(int n, int d, long seed) {
        var random = new Random(seed);
        float[] centre = new float[d];
        for (int k = 0; k < d; k++) {
            centre[k] = (float) random.nextGaussian();
        }
        var rows = new float[n][d];
        for (float[] row : rows) {
            for (int k = 0; k < d; k++) {
                row[k] = centre[k] + (float) (0.3 * random.nextGaussian());
            }
        }
        return rows;
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
    @MethodSource("rules")
    void agreesWithTheNaiveWayInBothKernelSets(String rule) {
        for (long seed = 1; seed <= 12; seed++) {
            int f = (int) seed % 4;
            int d = new int[] {1, 2, 17, 300, 1025, 5000}[(int) seed % 6];
            float[][] rows = rows(N, d, seed);
            RoundContext round = round(d);
            double[] expected = NaiveRules.apply(rule, f, rows, round.trusted());
            for (Kernels kernels : List.of(Kernels.plain(), Kernels.best())) {
                Aggregation result =
                        new Aggregator(Runnable::run, 1, kernels)
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
    @MethodSource("rules")
    void givesTheSameBitsWhateverTheThreads(String rule) {
        float[][] rows = rows(N, 50_021, 7);
        Aggregation alone = apply(rule, rows);
        for (int threads : new int[] {2, 3, 5}) {
            Aggregation shared =
                    new Aggregator(THREADS, threads)
                            .aggregate(Rules.of(rule, F), rows, round(50_021));
            assertThat(Arrays.equals(shared.output(), alone.output())).as(rule).isTrue();
            assertThat(shared.rows()).isEqualTo(alone.rows());
        }
    }

    @ParameterizedTest
    @MethodSource("rulesOfAnyOrder")
    void doesNotMindTheOrderOfTheRows(String rule) {
        float[][] rows = rows(N, 40, 11);
        List<float[]> shuffled = new ArrayList<>(List.of(rows));
        Collections.shuffle(shuffled, new Random(5));
        float[] output = apply(rule, shuffled.toArray(float[][]::new)).output();
        assertNear(output, doubles(apply(rule, rows).output()), 1e-6, rule + ", seeds 11 and 5");
    }

    @ParameterizedTest
    @MethodSource("rulesWithoutOrigin")
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

    @ParameterizedTest
    @MethodSource("rulesWithoutOrigin")
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

    @ParameterizedTest
    @MethodSource("rules")
    void leavesTheInputsAlone(String rule) {
        float[][] rows = rows(N, 2000, 17);
        float[][] copy = Arrays.stream(rows).map(float[]::clone).toArray(float[][]::new);
        apply(rule, rows);
        assertThat(rows).isDeepEqualTo(copy);
    }

    @ParameterizedTest
    @MethodSource("robustRules")
    void byzantineRowsOfAnySizeDoNotCarryItAway(String rule) {
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

    /** Allouah et al., AISTATS 2023: |F - mean_S|² <= kappa * the honest variance. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "trimmed-mean",
                "krum",
                "median",
                "geometric-median",
                "nnm,trimmed-mean",
                "nnm,krum",
                "nnm,median",
                "nnm,geometric-median"
            })
    void staysWithinThePublishedBound(String rule) {
        double ratio = 1 + (double) F / (N - 2 * F);
        Map<String, Double> bounds =
                Map.of(
                        "trimmed-mean", 6.0 * F / (N - 2 * F) * ratio,
                        "krum", 6 * ratio,
                        "median", 4 * ratio * ratio,
                        "geometric-median", 4 * ratio * ratio);
        String last = rule.replace("nnm,", "");
        double kappa = bounds.get(last);
        if (!last.equals(rule)) {
            kappa = 8.0 * F / (N - F) * (kappa + 1);
        }
        for (int seed = 0; seed < 40; seed++) {
            float[][] rows = rows(N, 30, seed);
            double[] honest = mean(Arrays.copyOfRange(rows, F, N));
            double variance = 0;
            for (int i = F; i < N; i++) {
                variance += NaiveRules.squared(rows[i], floats(honest)) / (N - F);
            }
            attack(rows, honest, seed);
            double error = NaiveRules.squared(apply(rule, rows).output(), floats(honest));
            assertThat(error).as("seed %d", seed).isLessThanOrEqualTo(kappa * variance);
        }
    }

    /** Colluders at the honest mean moved by something from a tenth of the spread to 1e30. */
    private static void attack(float[][] rows, double[] honest, int seed) {
        double far = new double[] {0.03, 0.3, 0.5, 1, 3, 1e3, 1e10, 1e30}[seed % 8];
        double sign = seed % 3 == 0 ? -1 : 1;
        for (int i = 0; i < F; i++) {
            for (int k = 0; k < honest.length; k++) {
                rows[i][k] = (float) (honest[k] + sign * far * (1 + 1e-3 * i));
            }
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
            // Of zeros the votes that are left decide: one against two.
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
        assertThat(result.rows().get(0).leftOut()).isPresent();
    }

    @Test
    void aTrustedRowThatIsNotFiniteIsNotReplacedByAnother() {
        float[][] rows = rows(N, 4, 5);
        rows[7][1] = Float.NaN;
        assertThatThrownBy(() -> apply("monna:row=7", rows))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the trusted row 7 is not finite");
        float[] output = apply("monna:row=8", rows).output();
        List<float[]> finite = new ArrayList<>(List.of(rows));
        finite.remove(7);
        assertThat(output).isEqualTo(apply("monna:row=7", finite.toArray(float[][]::new)).output());
    }

    @Test
    void theFiniteMeanTakesWhatIsThere() {
        float nan = Float.NaN;
        float[][] rows = {{1, nan, nan}, {3, 5, Float.POSITIVE_INFINITY}, {5, nan, nan}};
        float[] output =
                Aggregator.sequential()
                        .aggregate(Rules.of("finite-mean", 0), rows, RoundContext.first(0))
                        .output();
        assertThat(output).containsExactly(3, 5, nan);
        assertThatThrownBy(() -> Rules.of("nnm,finite-mean", 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("takes rows that are not finite, so it stands alone");
    }

    @Test
    void theFiniteMedianCountsWhatIsLostAsItIsTold() {
        float nan = Float.NaN;
        float[][] rows = {
            {1, nan, nan}, {9, 5, Float.NEGATIVE_INFINITY}, {5, nan, nan}, {2, 7, nan}
        };
        assertThat(apply("finite-median", rows, 1)).containsExactly(3.5f, 6, 0);
        assertThat(apply("finite-median:kind=lower", rows, 1)).containsExactly(2, 5, 0);
        assertThat(apply("finite-median:lost=last,kind=upper", rows, 1))
                .containsExactly(5, nan, nan);
    }

    private static float[] apply(String rule, float[][] rows, int f) {
        return Aggregator.sequential()
                .aggregate(Rules.of(rule, f), rows, RoundContext.first(0))
                .output();
    }

    @Test
    void multiKrumWeighsTheRowsItChoseAsTheOperatorSays() {
        float[][] rows = {{0}, {10}, {20}, {50}, {1000}, {15}, {6}};
        float[] output = apply("multi-krum:m=2,weights=1/1/1/1/1/3/1,neighbours=2", rows, 1);
        // The best are row 1 (score 25 + 16) and row 5 (25 + 25): (10 + 3 * 15) / 4.
        assertThat(output[0]).isCloseTo(13.75f, within(1e-5f));
        assertThatThrownBy(() -> apply("multi-krum:weights=1/2", rows, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there are 2 weights for 7 rows");
    }

    static Stream<String> rulesThatDropRows() {
        return rulesOfAnyOrder().filter(rule -> !rule.startsWith("finite-"));
    }

    @ParameterizedTest
    @MethodSource("rulesThatDropRows")
    void aRowThatIsNotFiniteTakesNoPartAndIsNamed(String rule) {
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
            assertThat(report.leftOut()).contains("non-finite");
            assertThat(report.weight()).isZero();
            assertThat(report.distance()).isNaN();
        }
        assertThat(result.rows().get(1).distance()).isFinite();
    }

    @ParameterizedTest
    @MethodSource("rules")
    void finiteRowsOfAnySizeGiveAFiniteResult(String rule) {
        for (float size : new float[] {Float.MAX_VALUE, 1e30f, 1e-30f, Float.MIN_VALUE}) {
            float[][] rows = rows(N, 70, 29);
            for (int i = 0; i < N; i++) {
                for (int k = 0; k < 70; k++) {
                    rows[i][k] = (i + k) % 2 == 0 ? size : -size;
                }
            }
            Aggregation result = apply(rule, rows);
            boolean bounded = none(rule, Set.of("foolsgold", "fltrust", "sign-majority"));
            double most = bounded ? size * (1 + 1e-6) : Double.MAX_VALUE;
            for (float x : result.output()) {
                assertThat((double) Math.abs(x)).as("%s at %s", rule, size).isBetween(0.0, most);
                assertThat(x).isFinite();
            }
            assertThat(result.rows()).allMatch(report -> Double.isFinite(report.distance()));
        }
    }

    @ParameterizedTest
    @MethodSource("rules")
    void weightsAddUpToOneAndWhoIsLeftOutIsToldWhy(String rule) {
        Aggregation result = apply(rule, rows(N, 10, 31));
        assertThat(result.rows()).hasSize(N);
        double sum = result.rows().stream().mapToDouble(RowReport::weight).sum();
        if (none(rule, SEES_THE_ORIGIN)) {
            assertThat(sum).isCloseTo(1, within(1e-12));
        }
        assertThat(result.rows())
                .allMatch(report -> report.leftOut().isPresent() == (report.weight() == 0));
    }

    @ParameterizedTest
    @MethodSource("rules")
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
        assertThat(four.withFaulty(0).f()).isZero();
    }
}
