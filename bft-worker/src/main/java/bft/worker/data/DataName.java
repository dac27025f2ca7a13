package bft.worker.data;

import bft.spec.Spec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a user asks for: a name or path, and how it is to be read, as in {@code
 * own.csv:label=0,header=yes}.
 *
 * @param text all of it
 * @param path without the parameters
 */
record DataName(String text, String path, Spec parameters) {
    private static final Pattern WITH_PARAMETERS = Pattern.compile("(.+):([a-z]+=[^:]*)");
    private static final String KIND = "data";

    private static final Map<String, Character> SEPARATORS =
            Map.of("comma", ',', "semicolon", ';', "tab", '\t', "bar", '|');

    /**
     * Takes a name apart.
     *
     * @throws IllegalArgumentException if it is blank, or its parameters are none
     */
    static DataName parse(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("the data set has an empty name");
        }
        Matcher matcher = WITH_PARAMETERS.matcher(text);
        if (Files.exists(Path.of(text)) || !matcher.matches()) {
            return new DataName(text, text, new Spec(KIND, Map.of()));
        }
        return new DataName(text, matcher.group(1), Spec.parse(KIND + ":" + matcher.group(2)));
    }

    /** The name of a data set whose format is known. */
    static DataName of(String name, String format) {
        return new DataName(name, name, new Spec(KIND, Map.of("format", format)));
    }

    /**
     * Refuses parameters that this kind of data has not.
     *
     * @throws IllegalArgumentException naming the stranger and what there is
     */
    DataName allowing(String kind, String... known) {
        new Spec("%s (%s)".formatted(path, kind), parameters.parameters()).allowing(known);
        return this;
    }

    /** The format that is asked for, or {@code auto}. */
    String format() {
        return parameters.oneOf("format", "auto", "csv", "libsvm", "idx");
    }

    /** How features are scaled. */
    Scale scale(Scale otherwise) {
        return Scale.of(parameters.text("scale", otherwise.toString()));
    }

    /** What the names of files in a directory begin with. */
    String prefix() {
        return parameters.text("files", "");
    }

    /** The file of test rows, beside that of training rows. */
    Optional<String> test() {
        return Optional.ofNullable(parameters.parameters().get("test"));
    }

    /** How a table is read. */
    CsvOptions csv() {
        String header = parameters.oneOf("header", "auto", "yes", "no");
        String separator =
                parameters.oneOf("separator", "auto", "comma", "semicolon", "tab", "bar");
        return new CsvOptions(
                parameters.integer("label", -1),
                header.equals("auto") ? Optional.empty() : Optional.of(header.equals("yes")),
                Optional.ofNullable(SEPARATORS.get(separator)));
    }
}
