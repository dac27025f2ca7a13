package bft.experiments.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real processes, small sizes. */
@Timeout(120)
class ServerBenchIT {
    private static final int ROUNDS = 5;

    private static ServerLoad load(List<String> options) {
        return new ServerLoad(4, 1, 1_000, "bsp", "float32", 2, 2, ROUNDS, 1, options);
    }

    @Test
    void timesTheRoundsThatItWasAskedFor() throws Exception {
        try (var bench = new ServerBench()) {
            ServerOutcome outcome = bench.run(load(List.of()), "median");
            assertEquals(ROUNDS, outcome.after().version() - outcome.before().version());
            assertTrue(outcome.roundsPerSecond() > 0, outcome::toString);
            assertTrue(outcome.tailMillis() > 0, outcome::toString);
            assertEquals(
                    Set.of("measure", "exchange", "decide", "apply", "optimise", "verify"),
                    outcome.stages().keySet());
            assertTrue(bench.copy(load(List.of())) > 0);
        }
    }

    @Test
    void aServerThatRefusesItsOptionsIsQuoted() throws Exception {
        try (var bench = new ServerBench()) {
            var error =
                    assertThrows(
                            IOException.class,
                            () -> bench.run(load(List.of("--threads", "0")), "median"));
            assertTrue(error.getMessage().contains("threads"), error::getMessage);
        }
    }
}
