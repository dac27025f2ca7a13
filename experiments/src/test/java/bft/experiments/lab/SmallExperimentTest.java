package bft.experiments.lab;

import static org.assertj.core.api.Assertions.assertThat;

import bft.experiments.CommandRun;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Experiments of one point, as a first experiment is. */
class SmallExperimentTest {
    @TempDir Path directory;

    private CommandRun run(String settings) throws Exception {
        Path file = directory.resolve("small.yaml");
        Files.writeString(file, "title: small\nseeds: [3]\nsettings: {" + settings + "}\n");
        return CommandRun.of(
                "experiment", "run", file.toString(), "--out=" + directory.resolve("out"));
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

    private RunOutcome read() throws Exception {
        return new JsonMapper()
                .readValue(
                        directory.resolve("out/runs/all,seed=3/result.json").toFile(),
                        RunOutcome.class);
    }
}
