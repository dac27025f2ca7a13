package bft.experiments.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import bft.experiments.run.RunConfig;
import bft.experiments.simulation.Slowdown.Behaviour;
import org.junit.jupiter.api.Test;

class SlowdownTest {
    private static final Slowdown TEN = new Slowdown(10, 3);
    private static final double NOISE = 0.05;
    private static final long STEPS = 60;

    private static double measured(String filter, Behaviour attack) {
        var base = RunConfig.of("filter=" + filter, "rounds=" + STEPS, "seed=5");
        return TEN.measure(base, attack);
    }

    /** (10 - 6) / 7 and 7 / 10. */
    @Test
    void theBoundsAreThoseOfTheTheory() {
        assertThat(TEN.least()).isCloseTo(0.5714, within(1e-4));
        assertThat(TEN.most()).isEqualTo(0.7);
    }

    @Test
    void kardamTakesTheMostWhereAllAreHonest() {
        assertThat(measured("kardam", Behaviour.NONE)).isCloseTo(TEN.most(), within(NOISE));
    }

    @Test
    void constantVectorsPushItDownToTheLeast() {
        assertThat(measured("kardam", Behaviour.CONSTANT)).isCloseTo(TEN.least(), within(NOISE));
    }

    /** All except those of a version that is no longer kept. */
    @Test
    void withoutAFilterNearlyEveryGradientIsTaken() {
        assertThat(measured("none", Behaviour.NONE)).isGreaterThan(0.9);
    }
}
