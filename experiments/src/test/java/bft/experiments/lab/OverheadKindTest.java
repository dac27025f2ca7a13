package bft.experiments.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import bft.worker.config.SettingValues;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class OverheadKindTest {
    private static SettingValues settings(int n, int d) {
        return new OverheadKind()
                .settings()
                .read("workers=" + n, "byzantine=2", "dimension=" + d, "rule=bulyan", "rounds=3");
    }

    @Test
    void setsTheTimeOfTheRuleAgainstThatOfTheMean() {
        RunOutcome outcome =
                new OverheadKind().run(settings(11, 1_000), 0, Path.of("unused"), work -> {});
        double overhead = outcome.measure("overhead");
        assertThat(overhead).isPositive();
        assertThat(outcome.measure("milliseconds"))
                .isCloseTo(overhead * outcome.measure("mean-milliseconds"), within(1e-9));
    }

    @Test
    void refusesWhatDoesNotFitIntoMemoryOrTheRule() {
        assertThatThrownBy(() -> new OverheadKind().check(settings(11, 100_000_000)))
                .hasMessageContaining("n*d <= 400000000")
                .hasMessageContaining("got n=11, d=100000000");
        assertThatThrownBy(() -> new OverheadKind().check(settings(9, 100)))
                .hasMessageContaining("bulyan needs n >= 11, got n=9, f=2");
    }
}
