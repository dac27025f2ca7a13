package bft.experiments.lab;

import static org.assertj.core.api.Assertions.assertThat;

import bft.experiments.scenario.Cohort;
import bft.experiments.scenario.Defence;
import bft.experiments.scenario.Learning;
import bft.experiments.scenario.Scenario;
import bft.experiments.scenario.Task;
import bft.worker.data.Split;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SplitsTest {
    private static Scenario scenario(String rule, long seed) {
        return new Scenario(
                new Task("built-in", Path.of(""), "softmax", "random", 1),
                Cohort.honest(4),
                Defence.rounds(1, rule),
                new Learning("sgd", "0.1", 1, 1),
                seed);
    }

    @Test
    void runsOfOneSeedLearnFromTheSameRows() {
        var splits = new Splits();
        Split first = splits.of(scenario("mean", 1));
        assertThat(splits.of(scenario("krum", 1))).isSameAs(first);
        Split second = splits.of(scenario("mean", 2));
        assertThat(second.train().features()).isNotEqualTo(first.train().features());
        assertThat(new Splits().of(scenario("mean", 1)).train().features())
                .isEqualTo(first.train().features());
    }
}
