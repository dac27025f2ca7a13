package bft.experiments.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import bft.experiments.run.RunConfig;
import bft.server.metrics.Tally;
import org.junit.jupiter.api.Test;

/** The share of honest gradients that a filter accepts, with n = 10 and f = 3. */
class KardamAcceptanceTest {
    private static final int HONEST = 7;
    private static final double NOISE = 0.05;

    private static double accepted(String filter, int attackers) {
        var config =
                RunConfig.of(
                        "filter=" + filter,
                        "attackers=" + attackers,
                        "workers=10",
                        "byzantine=3",
                        "attack=sign-flip",
                        "behaviour=constant",
                        "compute=exponential:mean=1",
                        "mode=async",
                        "rounds=60",
                        "seed=5");
        int honest = attackers == 0 ? HONEST + 3 : HONEST;
        var accepted = new int[1];
        var all = new int[1];
        Simulation.run(
                config.load(),
                (round, model) -> {
                    for (Tally tally : round.tallies().headMap(honest).values()) {
                        accepted[0] += tally.acceptedCount();
                        all[0] += tally.acceptedCount() + tally.refusedCount();
                    }
                });
        return accepted[0] / (double) all[0];
    }

    /** (n-f)/n = 7/10. */
    @Test
    void kardamTakesTheMostWhereAllAreHonest() {
        assertThat(accepted("kardam", 0)).isCloseTo(0.7, within(NOISE));
    }

    /** (n-2f)/(n-f) = 4/7: a vector that is always the same has a Lipschitz coefficient of 0. */
    @Test
    void constantVectorsPushItDownToTheLeast() {
        assertThat(accepted("kardam", 3)).isCloseTo(4.0 / 7, within(NOISE));
    }

    /** All except those of a version that is no longer kept. */
    @Test
    void withoutAFilterNearlyEveryGradientIsTaken() {
        assertThat(accepted("none", 0)).isGreaterThan(0.9);
    }
}
