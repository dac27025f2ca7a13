package bft.experiments.report;

import static org.assertj.core.api.Assertions.assertThat;

import bft.experiments.lab.HandMade;
import bft.experiments.lab.Results;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
    @TempDir Path directory;

    private static Results results(String... expectations) {
        return new HandMade(List.of("final"), List.of(0L, 1L, 2L), "f=1 2", "rule=mean krum")
                .at("f=1,mean", 0.5, 0.6, 0.7)
                .at("f=1,krum", 0.8, 0.9, 0.7)
                .at("f=2,mean", 0.2, 0.1, 0.3)
                .at("f=2,krum", 0.6, 0.9, 0.7)
                .results(List.of(expectations));
    }

    /**
     * At f=1 krum leads by 0.3, 0.3 and 0, at f=2 by 0.4, 0.8 and 0.4: the medians are 0.3 and 0.4,
     * and with 0.2 asked for the margins are 0.1 and 0.2. The closest is f=1, where the medians of
     * both sides are 0.8 and 0.6 + 0.2.
     */
    @Test
    void aVerdictTellsTheMediansAndTheMarginWhereItIsClosest() throws Exception {
        List<String> lines =
                Report.write(results("krum.final >= mean.final + 0.2"), directory, List.of("v"));
        assertThat(lines)
                .contains(
                        "holds  krum.final >= mean.final + 0.2"
                                + "  (value 0.800, bound 0.800, margin 0.100 at f=1)");
    }

    /** The least leads are 0 and 0.4. */
    @Test
    void aVerdictOverTheLeastSeedMayFailWhereTheMedianHolds() throws Exception {
        List<String> lines =
                Report.write(
                        results("krum.final > mean.final + 0.1 over min"), directory, List.of("v"));
        assertThat(lines.get(lines.size() - 1))
                .isEqualTo(
                        "FAILS  krum.final > mean.final + 0.1 over min"
                                + "  (value 0.800, bound 0.700, margin -0.100 at f=1)");
        assertThat(Files.readString(directory.resolve("report.html")))
                .contains("4 points, 3 seeds; 0 of 1 expectations hold.")
                .contains("krum.final &gt; mean.final + 0.1 over min")
                .contains("<td class='number'>-0.100</td>");
    }

    @Test
    void runsThatEndedEarlyAreNamedWithTheirSeed() throws Exception {
        var broken = HandMade.outcome(Map.of("final", 0.1), "diverged");
        var whole = HandMade.outcome(Map.of("final", 0.9));
        Results results =
                new HandMade(List.of("final"), List.of(3L, 5L))
                        .at("all", whole, broken)
                        .results(List.of());
        assertThat(Report.write(results, directory, List.of("v")))
                .containsExactly(
                        "point  final",
                        "all    0.500 (0.100 to 0.900)",
                        "ended early: all, seed 5: diverged");
        assertThat(directory.resolve("table.txt")).content().endsWith("seed 5: diverged\n");
        assertThat(directory.resolve("results.csv")).content().contains("\n5,0.1,\"diverged\"\n");
    }
}
