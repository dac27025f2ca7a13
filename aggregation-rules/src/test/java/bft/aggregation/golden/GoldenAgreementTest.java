package bft.aggregation.golden;

import static org.assertj.core.api.Assertions.assertThat;

import bft.aggregation.Aggregator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/**
 * Agreement with what public implementations answered (byzfl 69bd1ac, AggregaThor e885f92, Garfield
 * f784cfd, ByzantineMomentum 1ef2c84, Flower fdef7af, blades 1068a26, epfml 288417f, NDSS21
 * f2879cd, FL-Byz 32922ca, FoolsGold 0aa5511, RFA 40945d2). All normative cases, also those beyond
 * float32's squares; the tolerance is each case's own for float32 rows: {@code atol32 + 1e-5
 * |expected|}.
 */
class GoldenAgreementTest {
    /** Known differences, by id, with the reason. */
    private static final Map<String, String> DIFFERENT =
            Map.of(
                    "dnc/fl-byzantine-library/d018",
                    "two directions of equal variance: which one is the top is rounding noise");

    /** How many cases no convention of ours covers, by reason: the list must not grow. */
    private static final Map<String, Integer> NOT_COVERED =
            Map.of(
                    "keeps a row with NaN, so all is NaN; ours leaves it out",
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
            if (!node.path("normative").asBoolean() || DIFFERENT.containsKey(id(node))) {
                continue;
            }
            GoldenCase golden = GoldenCase.of(fields(node));
            golden.unsupported().ifPresent(reason -> uncovered.merge(reason, 1, Integer::sum));
            if (golden.specification().isPresent()) {
                String problem = check(node, golden, aggregator);
                passed += problem.isEmpty() ? 1 : 0;
                if (!problem.isEmpty()) {
                    failures.add(id(node) + " " + golden.specification().get() + ": " + problem);
                }
            }
        }
        assertThat(failures).isEmpty();
        assertThat(uncovered).isEqualTo(NOT_COVERED);
        assertThat(passed).isEqualTo(1651);
    }

    private static String check(JsonNode node, GoldenCase golden, Aggregator aggregator) {
        float[][] output;
        try {
            output = golden.answer(aggregator, matrix(node.path("input")));
        } catch (IllegalArgumentException e) {
            return node.has("error") ? "" : e.getMessage();
        }
        if (node.has("error")) {
            return "should be refused: " + node.path("error").asText();
        }
        boolean rows = node.path("output").get(0).isArray();
        for (int i = 0; i < output.length; i++) {
            JsonNode expected = rows ? node.path("output").get(i) : node.path("output");
            String problem = compare(output[i], expected, node.path("atol32").asDouble());
            if (!problem.isEmpty()) {
                return "row " + i + ", " + problem;
            }
        }
        return "";
    }

    private static String compare(float[] output, JsonNode row, double tolerance) {
        if (output.length != row.size()) {
            return output.length + " coordinates, expected " + row.size();
        }
        for (int k = 0; k < output.length; k++) {
            double expected = number(row.get(k));
            double allowed = tolerance + 1e-5 * Math.abs(expected);
            boolean both = Double.isNaN(expected) && Float.isNaN(output[k]);
            if (!both && !(Math.abs(output[k] - expected) <= allowed)) {
                return "coordinate " + k + " is " + output[k] + ", expected " + expected;
            }
        }
        return "";
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

    private static String id(JsonNode node) {
        return node.path("id").asText();
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
