package bft.aggregation.golden;

import static org.assertj.core.api.Assertions.assertThat;

import bft.aggregation.Aggregator;
import bft.aggregation.RoundContext;
import bft.aggregation.Rules;
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
 * Agreement with what nine public implementations answered (byzfl 69bd1ac, AggregaThor e885f92,
 * Garfield f784cfd, ByzantineMomentum 1ef2c84, Flower fdef7af, blades 1068a26, epfml 288417f,
 * NDSS21 f2879cd, FL-Byz 32922ca). Only normative cases that float32 can answer; the tolerance is
 * each case's own: {@code atol32 + 1e-5 |expected|}.
 */
class GoldenAgreementTest {
    /** Known differences in what is admissible, by id, with the reason. */
    private static final Map<String, String> DIFFERENT =
            Map.of("multikrum/byzantine-momentum/d030", "refuses f = 0, which is no attack at all");

    @Test
    void agreesWithEveryCaseThatARuleCovers() throws IOException {
        Map<String, Integer> passed = new TreeMap<>();
        Map<String, Integer> uncovered = new TreeMap<>();
        List<String> failures = new ArrayList<>();
        for (JsonNode node : cases()) {
            if (!node.path("normative").asBoolean() || DIFFERENT.containsKey(id(node))) {
                continue;
            }
            GoldenCase golden = GoldenCase.of(fields(node));
            golden.unsupported().ifPresent(reason -> uncovered.merge(reason, 1, Integer::sum));
            if (golden.specification().isPresent() && comparable(node)) {
                String problem = check(node, golden.specification().get());
                if (problem.isEmpty()) {
                    passed.merge(node.path("rule").asText(), 1, Integer::sum);
                } else {
                    failures.add(id(node) + " " + golden.specification().get() + ": " + problem);
                }
            }
        }
        System.out.println("golden cases passed " + passed + ", not covered " + uncovered);
        assertThat(failures).isEmpty();
        assertThat(passed.get("krum")).isGreaterThan(100);
    }

    private static boolean comparable(JsonNode node) {
        return node.has("error") || node.path("float32").asText().equals("ok");
    }

    private static String check(JsonNode node, String specification) {
        float[][] input = matrix(node.path("input"));
        float[] output;
        try {
            var rule = Rules.of(specification, node.path("f").asInt());
            output = Aggregator.sequential().aggregate(rule, input, RoundContext.first(0)).output();
        } catch (IllegalArgumentException e) {
            return node.has("error") ? "" : e.getMessage();
        }
        if (node.has("error")) {
            return "should be refused: " + node.path("error").asText();
        }
        for (int k = 0; k < output.length; k++) {
            double expected = number(node.path("output").get(k));
            double allowed = node.path("atol32").asDouble() + 1e-5 * Math.abs(expected);
            if (!(Math.abs(output[k] - expected) <= allowed)) {
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
