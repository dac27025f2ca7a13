package bft.experiments.lab;

import static org.assertj.core.api.Assertions.assertThat;

import bft.experiments.run.RunConfig;
import bft.worker.data.Split;
import org.junit.jupiter.api.Test;

class SplitsTest {
    private static RunConfig config(String rule, long seed) {
        return RunConfig.of("workers=4", "byzantine=1", "rule=" + rule, "seed=" + seed);
    }

    @Test
    void runsOfOneSeedLearnFromTheSameRows() {
        var splits = new Splits();
        Split first = splits.of(config("mean", 1).values());
        assertThat(splits.of(config("krum", 1).values())).isSameAs(first);
        Split second = splits.of(config("mean", 2).values());
        assertThat(second.train().features()).isNotEqualTo(first.train().features());
        assertThat(new Splits().of(config("mean", 1).values()).train().features())
                .isEqualTo(first.train().features());
    }
}
