package bft.experiments.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bft.server.metrics.RoundJson;
import bft.server.metrics.RoundRecord;
import bft.worker.model.Evaluation;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.json.JsonObject;
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
             "score_threshold": 0.5, "distance_threshold": 4.0,
             "refusals": {"DUPLICATE": 1, "LIPSCHITZ_EXCEEDED": 2},
             "distrusted": {"5": "left out", "7": "absent"},
             "collect_ms": 2.5, "aggregate_ms": 0.125,
             "workers": [
               {"worker": 0, "weight": 0.5, "score": null, "distance": 1.0, "staleness": 1,
                "dampening": 1.0, "local_steps": 3},
               {"worker": 2, "weight": 0.5, "score": 0.5, "distance": 2.0, "staleness": 0,
                "dampening": 1.0},
               {"worker": 5, "weight": 0.0, "score": 7.0, "distance": null, "staleness": 0,
                "dampening": 0.25, "left_out": "far"}],
             "calls": [
               {"worker": 0, "accepted": {"0": 1, "2": 2}, "refused": {}},
               {"worker": 5, "accepted": {}, "refused": {"DUPLICATE": 4, "LIPSCHITZ_EXCEEDED": 3}}],
             "notes": ["a step was skipped"],
             "reported": {"held_out_accuracy":
               {"median": 0.75, "lower": 0.5, "upper": null, "workers": 9, "distrusted": 1}}}
            """;

    private static final RoundRecord RECORD = RoundJson.read(new JsonObject(ROUND));

    @TempDir Path directory;

    private List<String> lines(String file) throws Exception {
        return Files.readAllLines(directory.resolve(file));
    }

    /** Worker 0 had 1 + 2 gradients accepted and none refused, worker 5 none and 3 + 4. */
    @Test
    void aRowHasTheFiguresOfTheRoundAndOfEachWorker() throws Exception {
        try (var records = new RunRecords(directory)) {
            records.add(RECORD, Optional.of(new Evaluation(0.75, 1.5)));
        }
        assertThat(lines("rounds.csv"))
                .containsExactly(
                        "round,version,present,tolerated,norm,refusals,distrusted,weights,"
                                + "staleness,dampening,accepted,refused,accuracy,loss",
                        "4,3,3,1,0.25,DUPLICATE=1 LIPSCHITZ_EXCEEDED=2,5 7,0=0.5 2=0.5 5=0.0,0=1 2=0 5=0,"
                                + "0=1.0 2=1.0 5=0.25,"
                                + "0=3 5=0,0=0 5=7,0.75,1.5");
    }

    @Test
    void theJsonLineIsThatOfTheServerWithWhatWasMeasuredAndTheSecondsSoFar() throws Exception {
        try (var records = new RunRecords(directory)) {
            records.add(RECORD, Optional.of(new Evaluation(0.75, 1.5)));
            records.add(RECORD, Optional.empty());
        }
        JsonNode measured = new JsonMapper().readTree(lines("rounds.jsonl").get(0));
        assertThat(measured.path("accuracy").asDouble()).isEqualTo(0.75);
        ObjectNode server = (ObjectNode) new JsonMapper().readTree(ROUND);
        // Two rounds of 2.5 and 0.125 ms.
        assertThat(new JsonMapper().readTree(lines("rounds.jsonl").get(1)))
                .isEqualTo(server.put("seconds", 0.00525));
        assertThat(lines("rounds.csv").get(2)).endsWith("0=0 5=7,,");
    }

    @Test
    void theCurveHasAPointForEachVersionThatWasMeasured() throws Exception {
        try (var records = new RunRecords(directory)) {
            records.point(0, new Evaluation(0.1, 3));
            records.add(RECORD, Optional.empty());
            records.add(RECORD, Optional.of(new Evaluation(0.75, 1.5)));
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
    void whatIsNoRecordOfARoundIsRefused() {
        for (String text : List.of("{}", "{\"round\": 4, \"workers\": [3], \"calls\": []}")) {
            assertThatThrownBy(() -> RoundJson.read(new JsonObject(text)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("not a record of a round");
        }
    }

    @Test
    void saysWhichFileCannotBeWritten() throws Exception {
        Files.createDirectory(directory.resolve("rounds.csv"));
        assertThatThrownBy(() -> new RunRecords(directory))
                .hasMessageStartingWith("cannot write " + directory.resolve("rounds.csv"))
                .hasMessageEndingWith("make room there, or name another place with --out");
    }
}
