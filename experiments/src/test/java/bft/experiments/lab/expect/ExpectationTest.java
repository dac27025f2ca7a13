package bft.experiments.lab.expect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpectationTest {
    private static final Space SPACE =
            new Space(
                    Map.of(
                            "rule", List.of("clean", "multi-krum", "mean-1.5"),
                            "batch", List.of("3", "20")),
                    List.of("final", "loss"));

    /** clean is 0.9 and multi-krum 0.8, less 0.1 for each seed, less 0.05 at batch 3. */
    private static double figure(Map<String, String> labels, String measure, long seed) {
        double base =
                switch (labels.get("rule")) {
                    case "clean" -> 0.9;
                    case "multi-krum" -> 0.8;
                    default -> Double.NaN;
                };
        double batch = labels.get("batch").equals("3") ? 0.05 : 0;
        return measure.equals("loss") ? 2 : base - 0.1 * seed - batch;
    }

    private static ExpectationVerdict judge(String text) {
        return Expectation.of(text, SPACE).judge(List.of(0L, 1L, 2L), ExpectationTest::figure);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "multi-krum[batch=20].final > 0.69              | true",
                "multi-krum[batch=20].final > 0.71              | false",
                "multi-krum.final >= 0.8 * clean.final          | true",
                "multi-krum.final >= 0.9 * clean.final          | false",
                "clean[batch=3].final < clean[batch=20].final   | true",
                "1 + 2 * 3 - 4 / 2 > 4.9                        | true",
                "(1 + 2) * 3 <= 9                               | true",
                "9 < 9                                          | false",
                "-1 < 0                                         | true",
                "mean(1, 2, 6) >= 3                             | true",
                "max(1, min(5, 7)) > 4                          | true",
                "[rule=clean,batch=3].loss <= 2                 | true",
                "clean.final >= 0.64 over min                   | true",
                "clean.final >= 0.66 over min                   | false",
                "clean[batch=20].final >= 0.89 over max         | true",
                "mean-1.5.final >= 0                            | false",
            })
    void judges(String text, boolean holds) {
        assertThat(judge(text).holds()).isEqualTo(holds);
    }

    @Test
    void whatIsLeftOpenIsForAllAndTheWorstIsTold() {
        ExpectationVerdict verdict = judge("multi-krum.final >= 0.6");
        assertThat(verdict.at()).containsEntry("batch", "3");
        assertThat(verdict.value()).isCloseTo(0.65, within(1e-12));
        assertThat(verdict.margin()).isCloseTo(0.05, within(1e-12));
    }

    @Test
    void differencesAreTakenSeedBySeed() {
        ExpectationVerdict verdict = judge("clean.final - multi-krum.final <= 0.1000001 over max");
        assertThat(verdict.holds()).isTrue();
        assertThat(verdict.margin()).isCloseTo(1e-7, within(1e-9));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "multikrum.final > 1          | character 1: no point 'multikrum', did you mean 'multi-krum'?",
                "clean.finl > 1               | character 1: no measure 'finl', did you mean 'final'?",
                "clean[size=3].final > 1      | character 7: expected an axis",
                "clean[batch=4].final > 1     | character 13: expected a label: 3 20",
                "clean[batch=3,batch=20].loss > 1 | 'batch' is fixed twice",
                "clean.final                  | character 12: expected a comparison",
                "clean.final > 1 2            | character 17: nothing may follow here",
                "clean.final > (1             | character 17: expected a bracket that closes",
                "clean.final > 1 over all     | character 22: expected how seeds are combined",
                "clean.final # 1              | character 12: cannot be read",
                "clean.final > sum(1, 2)      | character 15: expected a function: min max mean",
                "clean.final > 4.final        | character 15: no point '4'",
            })
    void refusesWithThePosition(String text, String message) {
        assertThatThrownBy(() -> Expectation.of(text, SPACE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void theMedianOfAnEvenNumberIsTheMeanOfTheMiddleTwo() {
        assertThat(Expectation.median(new double[] {4, 1, 3, 2})).isEqualTo(2.5);
        assertThat(Expectation.median(new double[] {1, Double.NaN})).isNaN();
    }
}
