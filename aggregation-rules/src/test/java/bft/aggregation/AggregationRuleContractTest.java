package bft.aggregation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import bft.aggregation.kernels.Kernels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every rule there is: to register is to enrol. */
class AggregationRuleContractTest {
    private static final ExecutorService THREADS = Executors.newFixedThreadPool(3);
    private static final int F = 3;
    private static final int N = 4 * F + 3;

    @AfterAll
    static void stop() {
        THREADS.shutdown();
    }

    static Stream<String> rules() {
        return Rules.all().stream().map(RuleDescription::name);
    }

    static Stream<String> robustRules() {
        return rules().filter(name -> !name.equals("mean"));
    }

    private static Aggregation apply(String rule, float[][] rows) {
        return Aggregator.sequential().aggregate(Rules.of(rule, F), rows, RoundContext.first(1));
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
            int n = 2 * f + 3 + (int) seed;
            int d = new int[] {1, 2, 17, 300, 1025, 5000}[(int) seed % 6];
            float[][] rows = rows(n, d, seed);
            double[] expected = NaiveRules.apply(rule, f, rows);
            for (Kernels kernels : List.of(Kernels.plain(), Kernels.best())) {
                Aggregation result =
                        new Aggregator(Runnable::run, 1, kernels)
                                .aggregate(Rules.of(rule, f), rows, RoundContext.first(1));
                String as = "%s, %s, seed %d".formatted(rule, kernels, seed);
                assertNear(result.output(), expected, 2e-6, as);
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
                            .aggregate(Rules.of(rule, F), rows, RoundContext.first(1));
            assertThat(Arrays.equals(shared.output(), alone.output())).as(rule).isTrue();
            assertThat(shared.rows()).isEqualTo(alone.rows());
        }
    }

    @ParameterizedTest
    @MethodSource("rules")
    void doesNotMindTheOrderOfTheRows(String rule) {
        float[][] rows = rows(N, 40, 11);
        List<float[]> shuffled = new ArrayList<>(List.of(rows));
        Collections.shuffle(shuffled, new Random(5));
        float[] output = apply(rule, shuffled.toArray(float[][]::new)).output();
        assertNear(output, doubles(apply(rule, rows).output()), 1e-6, rule + ", seeds 11 and 5");
    }

    @ParameterizedTest
    @MethodSource("rules")
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
    @MethodSource("rules")
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
            double[] honest = NaiveRules.apply("mean", 0, Arrays.copyOfRange(rows, F, N));
            for (int i = 0; i < F; i++) {
                Arrays.fill(rows[i], bad);
            }
            // Honest rows are 0.3 * sqrt(d) = 11.6 from their mean.
            float[] output = apply(rule, rows).output();
            double squared = 0;
            for (int k = 0; k < output.length; k++) {
                squared += (output[k] - honest[k]) * (output[k] - honest[k]);
            }
            assertThat(Math.sqrt(squared)).as("%s against %s", rule, bad).isLessThan(15);
        }
    }

    @ParameterizedTest
    @MethodSource("rules")
    void aRowThatIsNotFiniteTakesNoPartAndIsNamed(String rule) {
        float[][] rows = rows(N, 3000, 23);
        rows[0][2999] = Float.NaN;
        rows[9][0] = Float.NEGATIVE_INFINITY;
        List<float[]> finite = new ArrayList<>(List.of(rows));
        finite.remove(9);
        finite.remove(0);
        Aggregation result = apply(rule, rows);
        AggregationRule fitted = Rules.of(rule, F).forInputs(N - 2, 2);
        Aggregation without =
                Aggregator.sequential()
                        .aggregate(fitted, finite.toArray(float[][]::new), RoundContext.first(1));
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
            for (float x : result.output()) {
                assertThat(Math.abs(x)).as("%s at %s", rule, size).isLessThanOrEqualTo(size);
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
        assertThat(sum).isCloseTo(1, within(1e-12));
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
                .hasMessageContaining(rule + " needs n >= ")
                .hasMessageContaining("got n=" + few + ", f=4");
        assertThat(four.toString()).isEqualTo(rule);
        assertThat(four.withFaulty(0).f()).isZero();
    }
}
