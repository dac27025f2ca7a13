package bft.aggregation.golden;

import static org.assertj.core.api.Assertions.assertThat;

import bft.aggregation.engine.Aggregator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/**
 * Agreement with recorded answers of public implementations (byzfl 69bd1ac, AggregaThor e885f92,
 * Garfield f784cfd, ByzantineMomentum 1ef2c84, Flower fdef7af, blades 1068a26, epfml 288417f,
 * NDSS21 f2879cd, FL-Byz 32922ca, FoolsGold 0aa5511, RFA 40945d2). All normative cases, also those
 * beyond float32's squares; the tolerance is each case's own for float32 rows: {@code atol32 + 1e-5
 * |expected|}.
 */
class GoldenAgreementTest {
    /** Numbers of cases that none of our rules covers, by reason; the list must not grow. */
    private static final Map<String, Integer> NOT_COVERED =
            Map.of(
                    "keeps a row with NaN, so all is NaN; ours excludes it",
                    2,
                    "refuses f = 0; ours then counts on every row",
                    1);

    @Test
    void agreesWithEveryCaseThatARuleCovers() throws IOException {
        int passed = 0;
        var aggregator = Aggregator.sequential();
        Map<String, Integer> uncovered = new TreeMap<>();
        List<String> failures = new ArrayList<>();
        for (JsonNode node : cases()) {
            if (!node.path("normative").asBoolean()) {
                continue;
            }
            GoldenCase golden = GoldenCase.of(fields(node));
            golden.unsupported().ifPresent(reason -> uncovered.merge(reason, 1, Integer::sum));
            if (golden.specification().isPresent()) {
                String named = node.path("id").asText() + " " + golden.specification().get();
                Optional<String> problem = check(node, golden, aggregator);
                problem.ifPresent(words -> failures.add(named + ": " + words));
                passed += problem.isEmpty() ? 1 : 0;
            }
        }
        assertThat(failures).isEmpty();
        assertThat(uncovered).isEqualTo(NOT_COVERED);
        assertThat(passed).isEqualTo(1652);
    }

    private static Optional<String> check(JsonNode node, GoldenCase golden, Aggregator aggregator) {
        RecordedAnswer recorded = RecordedAnswer.of(fields(node));
        try {
            return recorded.difference(golden.answer(aggregator, matrix(node.path("input"))));
        } catch (IllegalArgumentException e) {
            return recorded.isRefusal() ? Optional.empty() : Optional.of(e.getMessage());
        }
    }

    @Test
    void reportsWhereAnAnswerDiffers() {
        var recorded = new RecordedAnswer(List.of(List.of(1.0, Double.NaN, 1e6)), 1e-3);
        assertThat(recorded.difference(new float[][] {{1.0005f, Float.NaN, 1_000_009}})).isEmpty();
        assertThat(recorded.difference(new float[][] {{1.002f, Float.NaN, 1e6f}}))
                .contains("row 0, coordinate 0 is 1.002, expected 1.0");
        assertThat(recorded.difference(new float[][] {{1, 0, 1e6f}}))
                .contains("row 0, coordinate 1 is 0.0, expected NaN");
        assertThat(recorded.difference(new float[][] {{1}}))
                .contains("row 0, 1 coordinates, expected 3");
        assertThat(recorded.difference(new float[0][])).contains("0 rows, expected 1");
    }

    private static float[][] matrix(JsonNode rows) {
        var matrix = new float[rows.size()][];
        for (int i = 0; i < matrix.length; i++) {
            matrix[i] = new float[rows.get(i).size()];
            for (int k = 0; k < matrix[i].length; k++) {
                matrix[i][k] = (float) number(rows.get(i).get(k));
            }
        }
        return matrix;
    }

    private static double number(JsonNode node) {
        return node.isTextual() ? Double.parseDouble(node.asText()) : node.asDouble();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, ?> fields(JsonNode node) {
        return new ObjectMapper().convertValue(node, Map.class);
    }

    private static JsonNode cases() throws IOException {
        try (var file =
                new GZIPInputStream(
                        GoldenAgreementTest.class.getResourceAsStream("/golden.json.gz"))) {
            return new ObjectMapper().readTree(file).path("cases");
        }
    }
}
