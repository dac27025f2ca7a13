package bft.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExperimentCommandTest {
    private static final String FILE =
            """
            title: Median against a <sign flip>
            settings: {workers: 7, byzantine: 2, batch: 4, rounds: 6, attack: "sign-flip:scale=10"}
            grid:
              rule: [mean, median]
              batch: [4, 8]
            seeds: 2
            expect:
              - median.accepted = 1
            figures:
              - {kind: curves, lines: rule}
              - {kind: along, x: batch, lines: rule}
              - {kind: heat, x: batch, lines: rule}
              - {kind: acceptance, lines: rule}
              - {kind: trust}
            notes: |
              One paragraph.

              Another.
            """;

    @TempDir Path directory;
    private Path file;

    @BeforeEach
    void write() throws Exception {
        file = directory.resolve("small.yaml");
        expecting("median.rounds >= 6");
    }

    private void expecting(String expectation) throws Exception {
        Files.writeString(file, FILE.replace("median.accepted = 1", expectation));
    }

    private CommandRun run(String... more) {
        List<String> arguments =
                new java.util.ArrayList<>(List.of("experiment", "run", file.toString()));
        arguments.add("--out=" + directory.resolve("out"));
        arguments.addAll(List.of(more));
        return CommandRun.of(arguments.toArray(String[]::new));
    }

    @Test
    void leavesTableFiguresAndOnePageThatNeedsNoNetwork() throws Exception {
        CommandRun run = run();
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("holds  median.rounds >= 6  (value 6, bound 6, margin 0");
        Path out = directory.resolve("out");
        assertThat(Files.readAllLines(out.resolve("results.csv"))).hasSize(1 + 4 * 2);
        assertThat(out.resolve("table.txt")).content().contains("mean,batch=4");
        assertThat(out.resolve("runs/median,batch=8,seed=1/rounds.csv")).isNotEmptyFile();
        for (int figure = 1; figure <= 10; figure++) {
            assertThat(out.resolve("figures/figure-" + figure + ".svg")).isNotEmptyFile();
            assertThat(out.resolve("figures/figure-" + figure + ".png")).isNotEmptyFile();
        }
        String page = Files.readString(out.resolve("report.html"));
        assertThat(page)
                .contains("&lt;sign flip&gt;", "<p>Another.</p>", "var(--ink)", "holds")
                .doesNotContainPattern("(src|href)=|url\\((?!#)|@import");
    }

    @Test
    void anExpectationThatDoesNotHoldIsExitCodeOne() throws Exception {
        expecting("median.final > 1");
        CommandRun run = run();
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).contains("FAILS  median.final > 1");
    }

    @Test
    void goesOnWhereItStopped() throws Exception {
        run();
        byte[] table = Files.readAllBytes(directory.resolve("out/results.csv"));
        CommandRun again = run();
        assertThat(again.code()).isZero();
        assertThat(again.out()).doesNotContain("median,batch=8,seed=1\n");
        assertThat(directory.resolve("out/results.csv")).hasBinaryContent(table);
    }

    @Test
    void refusesWhatItCannotRun() {
        assertThat(run("--engine=magic").err())
                .contains("simulation, loopback or cluster, got 'magic'");
        assertThat(run("--data-dir=" + file).err()).contains("--data-dir must be a directory");
        CommandRun unknown = CommandRun.of("experiment", "run", "krum-gausian");
        assertThat(unknown.code()).isEqualTo(2);
        assertThat(unknown.err()).contains("did you mean 'krum-gaussian'?");
    }

    @Test
    void listsWhatIsShipped() {
        assertThat(CommandRun.of("experiment", "list").out()).contains("krum-gaussian");
    }
}
