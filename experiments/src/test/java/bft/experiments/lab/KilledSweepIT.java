package bft.experiments.lab;

import static org.assertj.core.api.Assertions.assertThat;

import bft.experiments.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KilledSweepIT {
    private static final String FILE =
            """
            title: many short runs
            settings: {workers: 7, byzantine: 2, rounds: 40, attack: gaussian, eval-every: 20}
            grid:
              rule: [mean, median, krum, trimmed-mean]
              batch: [4, 8, 16]
            seeds: 4
            """;

    @TempDir Path directory;

    private Process start(String out) throws IOException {
        Path file = directory.resolve("many.yaml");
        Files.writeString(file, FILE);
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.awt.headless=true",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "experiment",
                        "run",
                        file.toString(),
                        "--out=" + directory.resolve(out))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve(out + ".log").toFile())
                .start();
    }

    private void finish(String out) throws Exception {
        Process process = start(out);
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as(Files.readString(directory.resolve(out + ".log")))
                .isZero();
    }

    @Test
    void aSweepKilledAtRandomMomentsEndsWithTheSameTable() throws Exception {
        long seed = System.nanoTime();
        var random = new Random(seed);
        finish("whole");
        int killed = 0;
        for (int i = 0; i < 3; i++) {
            Process process = start("killed");
            boolean ended = process.waitFor(500 + random.nextInt(2000), TimeUnit.MILLISECONDS);
            process.destroyForcibly().waitFor();
            killed += ended ? 0 : 1;
        }
        finish("killed");
        for (String table : List.of("results.csv", "table.txt")) {
            assertThat(directory.resolve("killed").resolve(table))
                    .as("%s, killed %d times, seed %d", table, killed, seed)
                    .hasSameBinaryContentAs(directory.resolve("whole").resolve(table));
        }
        assertThat(killed).as("seed %d", seed).isPositive();
    }
}
