package bft.experiments.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchOutcomeTest {
    private static Rotation.Cost millis(double... times) {
        double[] nanos = times.clone();
        for (int k = 0; k < nanos.length; k++) {
            nanos[k] *= 1e6;
        }
        return new Rotation.Cost(nanos, new double[] {8, 24, 16});
    }

    /** The median of 2, 8, 4 is 4; of an even number, 1, 2, 4, 9, it is 3. */
    @Test
    void aCostHasTheLeastTheMedianAndTheGreatest() {
        Rotation.Cost cost = millis(2, 8, 4);
        assertThat(cost.msMin()).isEqualTo(2);
        assertThat(cost.msMedian()).isEqualTo(4);
        assertThat(cost.msMax()).isEqualTo(8);
        assertThat(cost.bytesMedian()).isEqualTo(16);
        assertThat(millis(9, 1, 4, 2).msMedian()).isEqualTo(3);
    }

    /** For each repeat 2/1, 8/8 and 4/1: the median is 2, while the ratio of medians is 4/1. */
    @Test
    void aRatioIsTheMedianOfTheTurnsNotThatOfTheMedians() {
        assertThat(millis(2, 8, 4).ratioTo(millis(1, 8, 1))).isEqualTo(2);
    }

    /** 10 rows of 1,000 floats are 40,000 bytes; in 4 ms that is 0.01 GB/s. */
    @Test
    void aRuleReadsItsRowsOnceInItsTime() {
        var costs = List.of(millis(1, 2, 1), millis(4, 8, 8), millis(2, 8, 4));
        var outcome = new BenchOutcome("rule").with("n", 10);
        RulesBench.add(outcome, 4.0 * 10 * 1_000, costs, 2);
        assertThat(outcome.number("gb_s")).isCloseTo(0.01, within(1e-12));
        // 2/1, 8/2, 4/1 and 2/4, 8/8, 4/8
        assertThat(outcome.number("read_ratio")).isEqualTo(4);
        assertThat(outcome.number("mean_ratio")).isEqualTo(0.5);
        assertThat(outcome.json())
                .containsEntry("bench", "rule")
                .containsEntry("n", 10)
                .containsEntry("ms_median", 4.0)
                .containsEntry("repeats", 3);
    }

    /**
     * Adam has two slots: it reads parameters, gradient and slots, and writes parameters and slots,
     * 3 + 2 * 2 = 7 arrays of 4 d bytes. Of d = 1,000,000 in 4 ms: 28e6 B / 4e-3 s = 7 GB/s. A copy
     * moves 2 arrays, so a step of twice a copy's time is 2 * 2 / 7 of the least.
     */
    @Test
    void aStepOfAnOptimiserIsSetAgainstTheMemoryThatItMoves() {
        BenchOutcome outcome =
                OptimisersBench.outcome("adam", 1_000_000, 2, millis(2, 8, 4), millis(1, 4, 2));
        assertThat(outcome.number("gb_s")).isCloseTo(7, within(1e-12));
        assertThat(outcome.number("copy_ratio")).isEqualTo(2);
        assertThat(outcome.number("least_ratio")).isCloseTo(4.0 / 7, within(1e-12));
        assertThat(outcome.json()).containsEntry("least_ratio", 0.57143);
    }

    @ParameterizedTest
    @CsvSource({"0.12345, 0.123", "1.2345, 1.23", "12.345, 12.3", "123.45, 123", "9.996, 10.00"})
    void numbersHaveThreeDigits(double value, String text) {
        assertThat(OutcomeTable.number(value)).isEqualTo(text);
    }
}
