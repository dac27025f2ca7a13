package bft.experiments.lab;

import static org.assertj.core.api.Assertions.assertThat;

import bft.experiments.CommandRun;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Experiments of one point, as a first experiment is. */
class SmallExperimentTest {
    @TempDir Path directory;

    private CommandRun run(String settings) throws Exception {
        return run(settings, "out");
    }

    private CommandRun run(String settings, String out) throws Exception {
        Path file = directory.resolve("small.yaml");
        Files.writeString(file, "title: small\nseeds: [3]\nsettings: {" + settings + "}\n");
        return CommandRun.of(
                "experiment", "run", file.toString(), "--out=" + directory.resolve(out));
    }

    @Test
    void showsAllMeasuresOfASingleRun() throws Exception {
        CommandRun run = run("rounds: 5, batch: 4");
        assertThat(run.code()).as(run.toString()).isZero();
        List<String> table = Files.readAllLines(directory.resolve("out/table.txt"));
        assertThat(table.get(0).split(" +")).contains("final", "loss", "accepted", "rounds");
        assertThat(table.get(table.size() - 1)).startsWith("all ");
        assertThat(Files.readString(directory.resolve("out/report.html"))).contains(">loss</th>");
    }

    @Test
    void saysWhereARunDivergedAndInventsNoAccuracy() throws Exception {
        CommandRun run =
                run("rounds: 50, batch: 4, schedule: 1e30, model: 'mlp:16', eval-every: 50");
        assertThat(run.out()).containsPattern("ended early: all, seed 3: diverged at round 1: ");
        List<String> csv = Files.readAllLines(directory.resolve("out/results.csv"));
        RunOutcome outcome = read();
        double last = outcome.curve("accuracy").orElseThrow().y()[1];
        assertThat(csv.get(1)).startsWith("3," + last + ",").contains("diverged at round 1");
        assertThat(outcome.curve("accuracy").orElseThrow().x()).containsExactly(0, 1);
    }

    @Test
    void everyMeasureThatARunHasIsListedWithItsMeaning() throws Exception {
        assertThat(run("rounds: 5, batch: 4, attack: backdoor").code()).isZero();
        assertThat(new ArrayList<>(read().measures().keySet()))
                .isEqualTo(Measures.TRAINING.names());
        assertThat(CommandRun.of("measures").out()).contains("leverage ", "megabytes-to-target ");
    }

    @Test
    void aRunEndsWithTheStepThatSpendsTheLastGradient() throws Exception {
        assertThat(run("mode: async, rounds: 1000, gradients: 300, batch: 4").code()).isZero();
        RunOutcome outcome = read();
        assertThat(outcome.measure("gradients")).isBetween(300.0, 310.0);
        assertThat(outcome.measure("rounds")).isBetween(10.0, 60.0);
        assertThat(outcome.measure("failed")).isZero();
        assertThat(outcome.curve("accuracy").orElseThrow().x()).endsWith(outcome.measure("rounds"));
    }

    /** Each of the seven buffers is shared by two of the fourteen workers. */
    @Test
    void whatARowOfSeveralWorkersDoesNotTellIsNoNumber() throws Exception {
        String shared = "mode: async, filter: 'basgd:buffers=7', workers: 14, rounds: 5, batch: 4";
        assertThat(run(shared).code()).isZero();
        assertThat(read().measure("attack-weight")).isNaN();
        assertThat(read().measure("dampening")).isNaN();
        assertThat(read().measure("accepted")).isPositive();
    }

    /** The attack adds to one coordinate what Krum still selects, and Bulyan bounds that. */
    @Test
    void leverageIsWhatHiddenVectorsGainInACoordinate() throws Exception {
        String hidden =
                "workers: 15, byzantine: 3, rounds: 5, batch: 4, attack: hidden-vulnerability, rule: ";
        assertThat(run(hidden + "krum").code()).isZero();
        double krum = read().measure("leverage");
        assertThat(run(hidden + "bulyan", "other").code()).isZero();
        assertThat(read("other").measure("leverage")).isLessThan(krum / 2);
    }

    private RunOutcome read() throws Exception {
        return read("out");
    }

    private RunOutcome read(String out) throws Exception {
        return new JsonMapper()
                .readValue(
                        directory.resolve(out + "/runs/all,seed=3/result.json").toFile(),
                        RunOutcome.class);
    }
}
