package bft.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real servers and workers on loopback, shorter than what a user sees. */
class DemoIT {
    private static final int ROUNDS = 20;

    @TempDir Path directory;

    @Test
    void meanFallsTheOthersStandAndTheAttackersAreNamed() throws Exception {
        CommandRun run =
                CommandRun.of("demo", "--seed=1", "--rounds=" + ROUNDS, "--out=" + directory);

        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .contains("phase 1 of 5", "phase 5 of 5", "verdict", "next:", "round 100");
        List<String> table = Files.readAllLines(directory.resolve("accuracy.csv"));
        assertThat(last(table, "attack-free")).isGreaterThan(0.8);
        assertThat(last(table, "mean")).isLessThan(0.3);
        for (String rule : List.of("krum", "multi-krum", "median")) {
            assertThat(last(table, rule)).as(rule).isGreaterThan(0.7);
            assertThat(table).anyMatch(row -> row.matches(rule + ",100,[0-9.]+,7 8 9"));
        }
        assertThat(directory.resolve("accuracy.svg")).isNotEmptyFile();
        assertThat(directory.resolve("accuracy.png")).isNotEmptyFile();
    }

    private static double last(List<String> table, String rule) {
        String row =
                table.stream()
                        .filter(line -> line.startsWith(rule + "," + 5 * ROUNDS + ","))
                        .findFirst()
                        .orElseThrow();
        return Double.parseDouble(row.split(",")[2]);
    }
}
