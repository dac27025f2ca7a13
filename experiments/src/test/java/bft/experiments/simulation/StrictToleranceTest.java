package bft.experiments.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import bft.experiments.run.RunConfig;
import bft.server.core.JobEnd;
import org.junit.jupiter.api.Test;

/** Krum needs 7 rows for f = 2; of 7 workers one is dead from the start. */
class StrictToleranceTest {
    private static JobEnd end(String... settings) {
        return Simulation.run(
                RunConfig.of(
                                "workers=7",
                                "byzantine=2",
                                "attackers=0",
                                "rule=krum",
                                "rounds=3",
                                "faults=crash:workers=6,at=0.5,for=1000")
                        .with(settings)
                        .load(),
                (round, model) -> {});
    }

    @Test
    void aRoundClosesWithFewerWhereTheMissingCountAsFaulty() {
        assertThat(end("tolerance=present").isFinished()).isTrue();
    }

    @Test
    void aStrictRoundDoesNotClose() {
        JobEnd end = end("tolerance=strict", "round-timeout=30s");
        assertThat(end.isFinished()).isFalse();
        assertThat(end.message()).contains("6 of at least 7 gradients within 30.0 s");
    }
}
