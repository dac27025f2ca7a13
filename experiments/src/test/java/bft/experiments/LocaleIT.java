package bft.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Records and output for programs, in a locale that writes numbers with other characters. */
@Timeout(240)
class LocaleIT {
    private static final List<String> ENGLISH = List.of("-Duser.language=en", "-Duser.country=US");
    private static final List<String> GERMAN = List.of("-Duser.language=de", "-Duser.country=DE");
    private static final List<String> ARABIC = List.of("-Duser.language=ar", "-Duser.country=EG");
    private static final List<String> TURKISH = List.of("-Duser.language=tr", "-Duser.country=TR");

    @TempDir Path directory;

    private CommandRun bft(List<String> locale, String... arguments) throws Exception {
        return BftProcess.start(directory, "", locale, Map.of(), arguments).ended();
    }

    /** Its output and its files; always in the same directory, since its name is printed. */
    private List<String> everything(List<String> locale, List<String> files, String... call)
            throws Exception {
        Path out = directory.resolve("out");
        List<String> arguments = new ArrayList<>(List.of(call));
        arguments.add("--out=" + out);
        CommandRun run = bft(locale, arguments.toArray(String[]::new));
        assertThat(run.code()).as(run.toString()).isLessThan(2);
        List<String> all = new ArrayList<>();
        all.add(run.out().replaceAll("time: \\d+ s", "time"));
        all.add(run.err());
        for (String file : files) {
            all.add(Files.readString(out.resolve(file)));
        }
        Files.move(out, directory.resolve("moved-" + System.nanoTime()));
        return all;
    }

    private void assertSameEverywhere(List<String> files, String... call) throws Exception {
        List<String> expected = everything(ENGLISH, files, call);
        for (List<String> locale : List.of(GERMAN, ARABIC, TURKISH)) {
            assertThat(everything(locale, files, call)).as(locale.toString()).isEqualTo(expected);
        }
    }

    @Test
    void recordsPlotsAndMessagesOfATrainingAreTheSame() throws Exception {
        assertSameEverywhere(
                List.of("rounds.jsonl", "rounds.csv", "accuracy.svg", "run.json"),
                "train",
                "--engine=simulation",
                "--rounds=40",
                "--eval-every=5",
                "--workers=7",
                "--byzantine=2",
                "--rule=clipping:c=0.5,median",
                "--attack=gaussian:std=1000");
    }

    @Test
    void resultsOfAnExperimentAreTheSame() throws Exception {
        Path file =
                Files.writeString(
                        directory.resolve("small.yaml"),
                        """
                        title: small
                        settings: {byzantine: 0, rounds: 20, batch: 4, schedule: 1e30, model: "mlp:16"}
                        grid: {workers: [4, 12]}
                        seeds: [1]
                        figures:
                          - {kind: along, x: workers, measure: loss}
                        expect: ["[workers=4].final >= 0.05"]
                        """);
        assertSameEverywhere(
                List.of("results.csv", "table.txt", "report.html", "figures/figure-1.svg"),
                "experiment",
                "run",
                "--threads=1",
                file.toString());
    }

    @Test
    void listsForProgramsAreTheSame() throws Exception {
        for (String list : List.of("rules", "filters", "attacks")) {
            String expected = bft(ENGLISH, list, "--json").out();
            assertThat(expected).isNotEmpty();
            assertThat(bft(ARABIC, list, "--json").out()).isEqualTo(expected);
        }
    }
}
