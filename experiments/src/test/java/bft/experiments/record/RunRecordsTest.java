package bft.experiments.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bft.worker.model.Evaluation;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunRecordsTest {
    private static final String ROUND =
            """
            {"round": 4, "version": 3, "present": [0, 2, 5], "tolerated": 1, "norm": 0.25,
             "refusals": {"TOO_SLOW": 2, "STALE": 1}, "distrusted": {"5": "left out", "7": "absent"},
             "workers": [
               {"worker": 0, "weight": 0.5, "staleness": 1, "dampening": 1},
               {"worker": 5, "weight": 0, "staleness": 0, "dampening": 0.25}],
             "calls": [
               {"worker": 0, "accepted": {"0": 1, "2": 2}, "refused": {}},
               {"worker": 5, "accepted": {}, "refused": {"STALE": 3, "DUPLICATE": 4}}]}
            """;

    @TempDir Path directory;

    private List<String> lines(String file) throws Exception {
        return Files.readAllLines(directory.resolve(file));
    }

    /** Worker 0 had 1 + 2 gradients accepted and none refused, worker 5 none and 3 + 4. */
    @Test
    void aRowHasTheFiguresOfTheRoundAndOfEachWorker() throws Exception {
        try (var records = new RunRecords(directory)) {
            records.add(ROUND, Optional.of(new Evaluation(0.75, 1.5)));
        }
        assertThat(lines("rounds.csv"))
                .containsExactly(
                        "round,version,present,tolerated,norm,refusals,distrusted,weights,"
                                + "staleness,dampening,accepted,refused,accuracy,loss",
                        "4,3,3,1,0.25,TOO_SLOW=2 STALE=1,5 7,0=0.5 5=0,0=1 5=0,0=1 5=0.25,"
                                + "0=3 5=0,0=0 5=7,0.75,1.5");
    }

    @Test
    void theJsonLineIsThatOfTheServerWithWhatWasMeasured() throws Exception {
        try (var records = new RunRecords(directory)) {
            JsonNode told = records.add(ROUND, Optional.of(new Evaluation(0.75, 1.5)));
            assertThat(told.path("loss").asDouble()).isEqualTo(1.5);
            records.add(ROUND, Optional.empty());
        }
        JsonNode measured = new JsonMapper().readTree(lines("rounds.jsonl").get(0));
        assertThat(measured.path("accuracy").asDouble()).isEqualTo(0.75);
        JsonNode server = new JsonMapper().readTree(ROUND);
        assertThat(new JsonMapper().readTree(lines("rounds.jsonl").get(1))).isEqualTo(server);
        assertThat(lines("rounds.csv").get(2)).endsWith("0=0 5=7,,");
    }

    @Test
    void theCurveHasAPointForEachVersionThatWasMeasured() throws Exception {
        try (var records = new RunRecords(directory)) {
            records.point(0, new Evaluation(0.1, 3));
            records.add(ROUND, Optional.empty());
            records.add(ROUND, Optional.of(new Evaluation(0.75, 1.5)));
            records.point(9, new Evaluation(0.5, 2));
            Series curve = records.accuracy("krum");
            assertThat(curve.name()).isEqualTo("krum");
            assertThat(curve.x()).containsExactly(0, 3, 9);
            assertThat(curve.y()).containsExactly(0.1, 0.75, 0.5);
        }
    }

    @Test
    void theFilesOfAnEarlierRunAreReplaced() throws Exception {
        Files.writeString(directory.resolve("rounds.jsonl"), "an earlier run\n");
        new RunRecords(directory).close();
        assertThat(directory.resolve("rounds.jsonl")).isEmptyFile();
        assertThat(lines("rounds.csv")).hasSize(1);
    }

    @Test
    void aLineThatIsNoObjectIsRefusedAndNotKept() throws Exception {
        try (var records = new RunRecords(directory)) {
            assertThatThrownBy(() -> records.add("{\"round\": ", Optional.empty()))
                    .isInstanceOf(JacksonException.class);
        }
        assertThat(directory.resolve("rounds.jsonl")).isEmptyFile();
    }

    @Test
    void saysWhichFileCannotBeWritten() throws Exception {
        Files.createDirectory(directory.resolve("rounds.csv"));
        assertThatThrownBy(() -> new RunRecords(directory))
                .hasMessageStartingWith("cannot write " + directory.resolve("rounds.csv"))
                .hasMessageEndingWith("make room there, or name another place with --out");
    }
}
