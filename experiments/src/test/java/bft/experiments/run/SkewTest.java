package bft.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import bft.worker.data.Dataset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SkewTest {
    private static final Dataset DATA = new Dataset(new float[4], new int[] {0, 0, 1, 1}, 1, 2);

    /** One class of two is half of all labels away; the mean with a share of both is 0.25. */
    @Test
    void isTheMeanDistanceFromTheLabelsOfAll() {
        double skew = Skew.of(DATA, List.of(new int[] {0, 1}, new int[] {1, 2}));
        assertThat(skew).isCloseTo(0.25, within(1e-12));
    }

    @Test
    void aRuleThatLooksForAMajorityIsWarnedOfByNameAndNumber() {
        assertThat(Skew.warning("krum", "dirichlet:alpha=0.1", 0.63).orElseThrow())
                .contains("rule krum", "dirichlet:alpha=0.1", "0.63", "nnm,krum");
        assertThat(Skew.warning("krum", "random", 0.1)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"mean", "nnm,krum", "bucketing:s=2,median"})
    void rulesThatMixOrOnlyAverageAreNot(String rule) {
        assertThat(Skew.warning(rule, "by-class:classes=2", 0.8)).isEmpty();
    }

    @Test
    void aRunTellsTheBoundOnAllWorkersAndTheSkew() {
        RunConfig config =
                RunConfig.of(
                        "workers=20",
                        "byzantine=2",
                        "mode=sampled:m=10",
                        "rule=median",
                        "partition=by-class:classes=1",
                        "attackers=3");
        assertThat(config.load().advice())
                .anySatisfy(line -> assertThat(line).contains("10 of 20 workers", "f=2"))
                .anySatisfy(line -> assertThat(line).contains("3 attackers"))
                .anySatisfy(line -> assertThat(line).contains("rule median", "by-class:classes=1"));
    }
}
