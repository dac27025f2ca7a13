package bft.experiments.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import bft.experiments.CommandRun;
import bft.experiments.run.LoadedRun;
import bft.spec.Entry;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A few cells of the table, one of each family and mode; {@code -Dbft.chaos=true} fills it all, in
 * half an hour on two cores.
 */
class ChaosIT {
    @TempDir Path directory;

    @ParameterizedTest
    @CsvSource({
        "bsp, nan, non-finite",
        "backup, garbage-push, malformed",
        "ssp, cut, none to name",
        "async, rapid-reset, calls",
        "bsp, killed, none to name"
    })
    void aDisturbedJobReachesItsEndAndNamesTheCulprit(String mode, String hostility, String named) {
        CommandRun run =
                CommandRun.of(
                        "chaos",
                        "--mode",
                        mode,
                        "--only",
                        hostility,
                        "--json",
                        "--out",
                        "" + out());
        assertThat(run.code()).as(run.out() + run.err()).isZero();
        List<JsonObject> cells = run.out().lines().map(JsonObject::new).toList();
        assertThat(cells).extracting(cell -> cell.getString("hostility")).contains(hostility);
        JsonObject cell = cells.get(cells.size() - 1);
        assertThat(cell.getString("culprit")).contains(named);
        assertThat(cell.getDouble("accuracy")).isGreaterThan(0.8);
    }

    private Path out() {
        return directory.resolve("out");
    }

    /** The table can fail: the mean follows whoever sends the largest gradient. */
    @Test
    void aJobWithoutDefenceFails() throws Exception {
        Job job = Job.ALL.get(0);
        LoadedRun undefended = job.load().with("rule=mean");
        Entry<Hostility> huge = Hostilities.ALL.entry("noise");
        Outcome outcome = new Cell(huge, job, undefended).run(directory, OptionalDouble.of(0.85));
        assertThat(outcome.passed()).isFalse();
        assertThat(outcome.problems()).contains("accuracy");
    }

    @Test
    void thereAreFortyHostilitiesAndTheListTellsWhatEachDoes() {
        List<? extends Entry<?>> entries = Hostilities.registry().entries();
        assertThat(entries).hasSizeGreaterThan(40);
        assertThat(entries)
                .extracting(entry -> entry.fact(Hostilities.WHO))
                .contains("two workers", "strangers", "network", "disk");
        String list = CommandRun.of("chaos", "--list").out();
        String words = list.lines().collect(Collectors.joining(" ")).replaceAll("\\s+", " ");
        for (Entry<?> entry : entries) {
            assertThat(words)
                    .contains(
                            entry.name()
                                    + " "
                                    + entry.fact(Hostilities.WHO)
                                    + " "
                                    + entry.summary());
        }
    }

    @Test
    void anUnknownNameOrModeIsRefused() {
        CommandRun hostility = CommandRun.of("chaos", "--only", "nann");
        assertThat(hostility.code()).isEqualTo(2);
        assertThat(hostility.err()).contains("no hostility 'nann'", "nan");
        CommandRun mode = CommandRun.of("chaos", "--mode", "bps");
        assertThat(mode.code()).isEqualTo(2);
        assertThat(mode.err()).contains("[bsp, backup, ssp, async], got 'bps'");
    }

    @Test
    @EnabledIfSystemProperty(named = "bft.chaos", matches = "true")
    void noCellOfTheWholeTableFails() {
        CommandRun run = CommandRun.of("chaos", "--out", "" + out());
        System.out.println(run.out());
        assertThat(run.code()).as(run.out()).isZero();
    }
}
