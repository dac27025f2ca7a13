package bft.experiments.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real processes, small sizes. */
@Timeout(120)
class ServerBenchIT {
    private static final int ROUNDS = 5;

    private static ServerLoad load(List<String> options) {
        return load(4, 0, options);
    }

    private static ServerLoad load(int n, int silent, List<String> options) {
        return new ServerLoad(
                n, 1, silent, 1_000, "bsp", "float32", 2, 2, ROUNDS, 1, Optional.empty(), options);
    }

    @Test
    void timesTheRoundsThatItWasAskedFor() throws Exception {
        try (var bench = new ServerBench()) {
            ServerOutcome outcome = bench.run(load(List.of()), "median");
            assertEquals(ROUNDS, outcome.after().version() - outcome.before().version());
            assertTrue(outcome.roundsPerSecond() > 0, outcome::toString);
            assertTrue(outcome.tailMillis() > 0, outcome::toString);
            assertTrue(outcome.neededBytes() > 0, outcome::toString);
            assertEquals(
                    Set.of("measure", "exchange", "decide", "apply", "optimise", "verify"),
                    outcome.stages().keySet());
            assertTrue(bench.copy(load(List.of())) > 0);
        }
    }

    @Test
    void roundsGoOnWithoutAWorkerThatIsSilent() throws Exception {
        try (var bench = new ServerBench()) {
            ServerOutcome outcome = bench.run(load(5, 1, List.of()), "mean");
            assertEquals(ROUNDS, outcome.after().version() - outcome.before().version());
            MetricsPage metrics = outcome.after().metrics();
            assertEquals(0, metrics.sum("bft_worker_accepted_total{worker=\"4\""));
            assertTrue(metrics.sum("bft_worker_accepted_total{worker=\"0\"") > ROUNDS);
        }
    }

    @Test
    void pagesAreReadWhileRoundsGoOn() throws Exception {
        try (var bench = new ServerBench()) {
            long read =
                    bench.under(
                            load(List.of("--max-pages", "3")),
                            "median",
                            port -> {
                                try (var readers = new PageReaders(port, 3)) {
                                    double from = version(port);
                                    while (version(port) < from + 3) {
                                        Thread.onSpinWait();
                                    }
                                    var error =
                                            assertThrows(
                                                    IOException.class,
                                                    () -> new PageReaders(port, 1).close());
                                    assertTrue(
                                            error.getMessage().contains("--max-pages"),
                                            error::getMessage);
                                    return readers.bytes();
                                }
                            });
            assertTrue(read > 0);
        }
    }

    private static double version(int port) throws IOException, InterruptedException {
        return MetricsPage.read(port).sum("bft_model_version");
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
