package bft.experiments.vectors;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Vectors in JSON. Numbers are strict JSON; NaN and the infinities are the strings {@code "NaN"},
 * {@code "Infinity"} and {@code "-Infinity"}.
 */
public final class JsonVectors {
    /** Values in one matrix: 800 MB of floats, far beyond what JSON is good for. */
    static final int MAX_VALUES = 200_000_000;

    /**
     * Reads and writes JSON; refuses duplicate names in an object, writes NaN and the infinities as
     * strings.
     */
    public static final JsonMapper MAPPER =
            new JsonMapper(
                    JsonFactory.builder()
                            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                            .build());

    private JsonVectors() {}

    /** Names the file in the error for a directory, which the usual message does not. */
    static JsonParser open(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new FileSystemException(file.toString(), null, "is a directory, needs a file");
        }
        return MAPPER.getFactory().createParser(Files.newInputStream(file));
    }

    /** Reads rows of equal length; the parser stands on the first token of the value. */
    static float[][] rows(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw refused(parser, "\"input\" needs an array of rows, got " + shown(parser));
        }
        List<float[]> rows = new ArrayList<>();
        long room = MAX_VALUES;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            float[] row = row(parser, rows.size(), room);
            if (!rows.isEmpty() && row.length != rows.get(0).length) {
                throw refused(
                        parser,
                        "rows need one length: row 0 has %s values, row %s has %s"
                                .formatted(rows.get(0).length, rows.size(), row.length));
            }
            room -= row.length;
            rows.add(row);
        }
        if (rows.isEmpty()) {
            throw refused(parser, "\"input\" needs at least 1 row, got 0");
        }
        return rows.toArray(float[][]::new);
    }

    private static float[] row(JsonParser parser, int index, long room) throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw refused(parser, "row %s needs an array, got %s".formatted(index, shown(parser)));
        }
        float[] row = new float[16];
        int d = 0;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (d >= room) {
                throw refused(parser, "more than " + MAX_VALUES + " values");
            }
            if (d == row.length) {
                row = Arrays.copyOf(row, (int) Math.min(MAX_VALUES, 2L * d));
            }
            row[d] = value(parser, index, d);
            d++;
        }
        if (d == 0) {
            throw refused(parser, "row " + index + " needs at least 1 value, got 0");
        }
        return Arrays.copyOf(row, d);
    }

    private static float value(JsonParser parser, int row, int k) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.VALUE_STRING) {
            switch (parser.getText()) {
                case "NaN":
                    return Float.NaN;
                case "Infinity":
                    return Float.POSITIVE_INFINITY;
                case "-Infinity":
                    return Float.NEGATIVE_INFINITY;
                default:
                    break;
            }
        } else if (token != null && token.isNumeric()) {
            float value = (float) parser.getDoubleValue();
            if (Float.isFinite(value)) {
                return value;
            }
            throw refused(
                    parser,
                    "row %s, value %s: %s is beyond float32, at most %s"
                            .formatted(row, k, cut(parser.getText()), Float.MAX_VALUE));
        }
        throw refused(
                parser,
                "row %s, value %s needs a number or \"NaN\", \"Infinity\", \"-Infinity\", got %s"
                        .formatted(row, k, shown(parser)));
    }

    private static String shown(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == null) {
            return "the end of the file";
        }
        return switch (token) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case VALUE_STRING -> "\"" + cut(parser.getText()) + "\"";
            default -> cut(parser.getText());
        };
    }

    private static String cut(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "...";
    }

    static IllegalArgumentException refused(JsonParser parser, String what) {
        return new IllegalArgumentException(at(parser.currentLocation()) + what);
    }

    /** The same failure on one line, with the name of the file first. */
    static IllegalArgumentException inFile(Path file, Exception e) {
        String what =
                e instanceof JacksonException json
                        ? at(json.getLocation()) + json.getOriginalMessage().replaceAll("\\s+", " ")
                        : e.getMessage();
        return new IllegalArgumentException(file + ": " + what, e);
    }

    private static String at(JsonLocation location) {
        return location == null || location.getLineNr() < 1
                ? ""
                : "line %s, column %s: ".formatted(location.getLineNr(), location.getColumnNr());
    }
}
