package bft.experiments.lab.expect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpressionTest {
    private static final Space NOTHING = new Space(Map.of(), List.of("x"));

    /** The value of a term: that of the left side of an inequality. */
    private static double value(String term) {
        return Expectation.of(term + " >= 0", NOTHING)
                .judge(List.of(0L), (labels, measure, seed) -> 10)
                .value();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "7 - 2 - 1                 | 4",
                "8 / 4 / 2                 | 1",
                "8 / (4 / 2)               | 4",
                "2 + 3 * 4                 | 14",
                "(2 + 3) * 4               | 20",
                "-2 * 3                    | -6",
                "2 - -3                    | 5",
                "-(1 + 2)                  | -3",
                "1e3 + 2.5e-1              | 1000.25",
                "max(1, 5, 3) - min(4, 2)  | 3",
                "mean(1, 2, 6)             | 3",
                "mean(4)                   | 4",
                "max(-1, -2)               | -1",
                "2 * x + 1                 | 21",
            })
    void arithmeticIsTheUsual(String term, double value) {
        assertThat(value(term)).isCloseTo(value, within(1e-12));
    }

    @Test
    void aMissingFigureMakesAllOfItMissing() {
        ExpectationVerdict verdict =
                Expectation.of("max(x, 3) >= 0", NOTHING)
                        .judge(List.of(0L), (labels, measure, seed) -> Double.NaN);
        assertThat(verdict.value()).isNaN();
        assertThat(verdict.margin()).isNaN();
        assertThat(verdict.holds()).isFalse();
    }

    @Test
    void withoutSeedsNothingHolds() {
        ExpectationVerdict verdict =
                Expectation.of("x >= 0", NOTHING).judge(List.of(), (l, m, s) -> 1);
        assertThat(verdict.holds()).isFalse();
        assertThat(verdict.margin()).isNaN();
    }

    /**
     * Margins by seed are 0.1, -0.2 and 0.4: the median is 0.1, the mean 0.1, the least -0.2 and
     * the greatest 0.4.
     */
    @ParameterizedTest
    @CsvSource({"'', 0.1", "over median, 0.1", "over mean, 0.1", "over min, -0.2", "over max, 0.4"})
    void seedsArePutTogetherAsAskedFor(String over, double margin) {
        double[] figures = {0.6, 0.3, 0.9};
        ExpectationVerdict verdict =
                Expectation.of("x >= 0.5 " + over, NOTHING)
                        .judge(List.of(0L, 1L, 2L), (l, m, seed) -> figures[(int) seed]);
        assertThat(verdict.margin()).isCloseTo(margin, within(1e-12));
        assertThat(verdict.holds()).isEqualTo(margin >= 0);
        assertThat(verdict.value()).isEqualTo(0.6);
    }

    /** On the bound <= and >= hold, < and > do not; the margin is 0. */
    @ParameterizedTest
    @CsvSource({"<=, true", ">=, true", "<, false", ">, false"})
    void onTheBoundOnlyTheWeakInequalitiesHold(String relation, boolean holds) {
        ExpectationVerdict verdict =
                Expectation.of("x " + relation + " 10", NOTHING)
                        .judge(List.of(0L), (l, m, s) -> 10);
        assertThat(verdict.holds()).isEqualTo(holds);
        assertThat(verdict.margin()).isZero();
    }

    /** Margins at f = 1, 2 and 3 are 2, 1 and 1: the first of equals is reported. */
    @Test
    void ofSeveralThatAreEquallyCloseTheFirstIsTold() {
        var space = new Space(Map.of("f", List.of("1", "2", "3")), List.of("x"));
        ExpectationVerdict verdict =
                Expectation.of("x >= 0", space)
                        .judge(List.of(0L), (at, m, s) -> at.get("f").equals("1") ? 2 : 1);
        assertThat(verdict.at()).isEqualTo(Map.of("f", "2"));
        assertThat(verdict.margin()).isEqualTo(1);
    }

    /** A missing measure is worse than any margin, on either side. */
    @ParameterizedTest
    @CsvSource({"1", "2", "3"})
    void oneMissingFigureAmongManyFailsTheWhole(String gap) {
        var space = new Space(Map.of("f", List.of("1", "2", "3")), List.of("x"));
        ExpectationVerdict verdict =
                Expectation.of("x >= 0", space)
                        .judge(
                                List.of(0L),
                                (at, m, s) -> at.get("f").equals(gap) ? Double.NaN : -1);
        assertThat(verdict.margin()).isNaN();
        assertThat(verdict.at()).isEqualTo(Map.of("f", gap));
    }

    /** What both sides leave open is one axis, not two. */
    @Test
    void anOpenAxisHasTheSameValueOnBothSides() {
        Map<String, List<String>> axes = new LinkedHashMap<>();
        axes.put("rule", List.of("mean", "krum"));
        axes.put("f", List.of("1", "2"));
        var space = new Space(axes, List.of("x"));
        // krum: 11, 12; mean: 1, 2. Crossed, 11 - 2 would be closer than 10.
        ExpectationVerdict verdict =
                Expectation.of("krum.x >= mean.x", space)
                        .judge(
                                List.of(0L),
                                (at, m, s) ->
                                        (at.get("rule").equals("krum") ? 10 : 0)
                                                + Double.parseDouble(at.get("f")));
        assertThat(verdict.margin()).isEqualTo(10);
    }

    @Test
    void combinationsHaveTheLastAxisFastest() {
        Map<String, List<String>> axes = new LinkedHashMap<>();
        axes.put("a", List.of("1", "2"));
        axes.put("b", List.of("x", "y"));
        var space = new Space(axes, List.of());
        assertThat(space.combinations(List.of("a", "b")))
                .extracting(labels -> labels.get("a") + labels.get("b"))
                .containsExactly("1x", "1y", "2x", "2y");
        assertThat(space.combinations(List.of())).containsExactly(Map.of());
        assertThat(space.axesWith("x")).containsExactly("b");
    }
}
