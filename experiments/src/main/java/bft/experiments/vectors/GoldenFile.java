package bft.experiments.vectors;

import bft.aggregation.engine.Aggregator;
import bft.aggregation.golden.GoldenCase;
import bft.aggregation.golden.RecordedAnswer;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A file of recorded answers of other implementations, {@code {"cases": [...]}}: each case is run
 * with our rule that follows the convention of the case. Cases are read one after the other, so the
 * file may be larger than memory.
 */
public final class GoldenFile {
    private static final TypeReference<Map<String, Object>> FIELDS = new TypeReference<>() {};

    private GoldenFile() {}

    /**
     * Runs every case of the file, in order.
     *
     * @param answers gets {@code id}, {@code rule} if one of our rules answers, and one of {@code
     *     output}, {@code error} and {@code unsupported} for each; for a normative case also {@code
     *     agrees}, and {@code difference} if our rule disagrees
     * @throws IllegalArgumentException if the file is not of that form
     * @throws IOException if it cannot be read
     */
    public static void run(Path file, Consumer<Map<String, Object>> answers) throws IOException {
        try (JsonParser parser = JsonVectors.open(file)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw JsonVectors.refused(parser, "needs an object {\"cases\": [...]}");
            }
            boolean found = false;
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean cases = parser.currentName().equals("cases");
                parser.nextToken();
                if (cases) {
                    found = true;
                    each(parser, answers);
                } else {
                    parser.skipChildren();
                }
            }
            if (!found) {
                throw JsonVectors.refused(parser, "has no \"cases\"");
            }
        } catch (IllegalArgumentException | JacksonException e) {
            throw JsonVectors.inFile(file, e);
        }
    }

    private static void each(JsonParser parser, Consumer<Map<String, Object>> answers)
            throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw JsonVectors.refused(parser, "\"cases\" needs an array");
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                throw JsonVectors.refused(parser, "a case needs an object");
            }
            JsonNode one = JsonVectors.MAPPER.readTree(parser);
            if (!one.path("id").isTextual()) {
                throw JsonVectors.refused(parser, "a case needs an \"id\"");
            }
            answers.accept(answer(one));
        }
    }

    private static Map<String, Object> answer(JsonNode one) throws IOException {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("id", one.get("id").asText());
        Map<String, Object> fields = JsonVectors.MAPPER.convertValue(one, FIELDS);
        GoldenCase golden = GoldenCase.of(fields);
        if (golden.specification().isEmpty()) {
            answer.put("unsupported", golden.unsupported().orElse("no such rule"));
            if (one.path("normative").asBoolean()) {
                answer.put("agrees", false);
            }
            return answer;
        }
        RecordedAnswer recorded = RecordedAnswer.of(fields);
        Optional<String> difference;
        try {
            float[][] output = golden.answer(Aggregator.sequential(), rows(one.path("input")));
            answer.put("output", golden.form() == GoldenCase.Form.MIXED_ROWS ? output : output[0]);
            difference = recorded.difference(output);
        } catch (IllegalArgumentException e) {
            answer.put("error", e.getMessage());
            difference = recorded.isRefusal() ? Optional.empty() : Optional.of("refused");
        }
        answer.put("rule", golden.specification().get());
        if (one.path("normative").asBoolean()) {
            answer.put("agrees", difference.isEmpty());
            difference.ifPresent(words -> answer.put("difference", words));
        }
        return answer;
    }

    private static float[][] rows(JsonNode input) throws IOException {
        try (JsonParser parser = input.traverse()) {
            parser.nextToken();
            return JsonVectors.rows(parser);
        }
    }
}
