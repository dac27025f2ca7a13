package bft.worker.data;

import static bft.spec.Parameter.whole;
import static bft.spec.Parameter.word;

import bft.spec.Arguments;
import bft.spec.BadArgument;
import bft.spec.Parameter;
import bft.spec.Registry;
import bft.spec.Spec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A data set as named by a user: a name or path, and parameters for reading it, as in {@code
 * own.csv:label=0,header=yes}.
 *
 * @param text all of it
 * @param path without the parameters
 */
record DataName(String text, String path, Spec spec) {
    private static final String AUTO = "auto";
    private static final Pattern WITH_PARAMETERS = Pattern.compile("(.+):([a-z]+=[^:]*)");

    /** Parameters for reading the user's own data. */
    static final Parameter[] PARAMETERS = {
        word("format", AUTO, "csv", "libsvm", "idx").means("auto detects it from the content"),
        word("scale", AUTO, "per-feature", "global", "mnist", "none")
                .means("of features; auto is per-feature for CSV, none for LIBSVM, global for IDX"),
        Parameter.text("test", "NAME.t")
                .means("the file of test rows, beside that of training rows"),
        Parameter.text("files", "any").means("prefix of the names of files in a directory"),
        whole("label", "-1").means("column of labels, CSV: from 0 at the left or -1 at the right"),
        word("header", AUTO, "yes", "no").means("whether the first row is a header, CSV"),
        word("separator", AUTO, "comma", "semicolon", "tab", "bar").means("of fields, CSV")
    };

    private static final Registry<Arguments> OWN = new Registry<>("data");

    static {
        OWN.named("own", "").takes(PARAMETERS).madeBy(given -> given);
    }

    private static final Map<String, Character> SEPARATORS =
            Map.of("comma", ',', "semicolon", ';', "tab", '\t', "bar", '|');

    /**
     * Parses a name.
     *
     * @throws IllegalArgumentException if it is blank, or its parameters are invalid
     */
    static DataName parse(String text) {
        BadArgument.when(text.isBlank()).because("the data set has an empty name");
        Matcher matcher = WITH_PARAMETERS.matcher(text);
        if (Files.exists(Path.of(text)) || !matcher.matches()) {
            return new DataName(text, text, new Spec(text, Map.of()));
        }
        return new DataName(
                text,
                matcher.group(1),
                new Spec(matcher.group(1), Spec.parse("data:" + matcher.group(2)).parameters()));
    }

    /** The name of a data set whose format is known. */
    static DataName of(String name, String format) {
        return new DataName(name, name, new Spec(name, Map.of("format", format)));
    }

    /**
     * Refuses parameters that this kind of data does not have.
     *
     * @throws IllegalArgumentException with the unknown parameter and the known ones
     */
    DataName allowing(String kind, String... known) {
        new Spec("%s (%s)".formatted(path, kind), spec.parameters()).allowing(List.of(known));
        return this;
    }

    /** The requested format, or {@code auto}. */
    String format() {
        return given().text("format");
    }

    /** How features are scaled. */
    Scale scale(Scale otherwise) {
        return given().is("scale", AUTO) ? otherwise : given().choice("scale", Scale.class);
    }

    /** Prefix of the names of files in a directory. */
    String prefix() {
        return spec.parameters().getOrDefault("files", "");
    }

    /** The file of test rows, beside that of training rows. */
    Optional<String> test() {
        return Optional.ofNullable(spec.parameters().get("test"));
    }

    /** How a table is read. */
    CsvOptions csv() {
        Optional<Boolean> header =
                given().is("header", AUTO)
                        ? Optional.empty()
                        : Optional.of(given().is("header", "yes"));
        var separator = Optional.ofNullable(SEPARATORS.get(given().text("separator")));
        return new CsvOptions(given().whole("label"), header, separator);
    }

    private Arguments given() {
        return OWN.entry("own").make(spec);
    }
}
