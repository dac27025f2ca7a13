package bft.spec;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One parameter of an {@link Entry}: declared once, for parsing and checking values and for
 * listings. The default is given as a text. A default that is not a number, such as {@code n-f-2},
 * is a word that may also be given explicitly, and the factory decides what it means. A parameter
 * with an empty default must be given.
 *
 * @param defaultText empty if there is none and the parameter must be given
 * @param words that are values too
 */
public record Parameter(
        String name,
        Type type,
        String defaultText,
        List<String> words,
        Range range,
        String meaning) {

    /** A whole number. */
    public static Parameter whole(String name, String defaultText) {
        return of(name, Type.WHOLE, defaultText);
    }

    /** A finite number. */
    public static Parameter number(String name, String defaultText) {
        return of(name, Type.NUMBER, defaultText);
    }

    /** Finite numbers separated by slashes, {@code 3/1/2}. */
    public static Parameter numbers(String name, String defaultText) {
        return of(name, Type.NUMBERS, defaultText);
    }

    /** Whole numbers separated by dashes, {@code 64-32}. */
    public static Parameter wholes(String name, String defaultText) {
        return of(name, Type.WHOLES, defaultText);
    }

    /** A {@link Count}: {@code 5}, {@code n-f} or {@code n-f-2}. */
    public static Parameter count(String name, String defaultText) {
        return of(name, Type.COUNT, defaultText);
    }

    /** Any text. */
    public static Parameter text(String name, String defaultText) {
        return of(name, Type.TEXT, defaultText);
    }

    /** One of some words; the first is the default. */
    public static Parameter word(String name, String defaultText, String... others) {
        return of(name, Type.WORD, defaultText).or(others);
    }

    /** One of the constants of an enum, in lower case and with dashes. */
    public static <E extends Enum<E>> Parameter choice(String name, E defaultValue) {
        return word(name, wordOf(defaultValue))
                .or(
                        Arrays.stream(defaultValue.getDeclaringClass().getEnumConstants())
                                .filter(constant -> constant != defaultValue)
                                .map(Parameter::wordOf)
                                .toArray(String[]::new));
    }

    private static Parameter of(String name, Type type, String defaultText) {
        boolean isWord = !defaultText.isEmpty() && !type.reads(defaultText);
        return new Parameter(
                name, type, defaultText, isWord ? List.of(defaultText) : List.of(), Range.ALL, "");
    }

    /** Allows these words as values too. */
    public Parameter or(String... more) {
        List<String> all = Stream.concat(words.stream(), Arrays.stream(more)).toList();
        return new Parameter(name, type, defaultText, all, range, meaning);
    }

    /** At least that number. */
    public Parameter atLeast(double least) {
        return limited(new Range(least, true, range.most(), range.mostIncluded()));
    }

    /** More than that number. */
    public Parameter above(double least) {
        return limited(new Range(least, false, range.most(), range.mostIncluded()));
    }

    /** At most that number. */
    public Parameter atMost(double most) {
        return limited(new Range(range.least(), range.leastIncluded(), most, true));
    }

    /** Less than that number. */
    public Parameter below(double most) {
        return limited(new Range(range.least(), range.leastIncluded(), most, false));
    }

    /** Sets the description of the value. */
    public Parameter means(String text) {
        return new Parameter(name, type, defaultText, words, range, text);
    }

    /** What a value must be, such as {@code a number > 0, or auto}. */
    public String wanted() {
        String form = (type.wanted() + " " + range).strip();
        if (type == Type.COUNT) {
            form += ", n-f or n-f-NUMBER";
        }
        if (words.isEmpty()) {
            return form;
        }
        String all = String.join(", ", words);
        if (type == Type.WORD) {
            return words.size() == 1 ? all : "one of " + all;
        }
        return form + (words.size() == 1 ? ", or " : ", or one of ") + all;
    }

    /** One line: {@code nu=auto|NUMBER (>= 0): smallest distance that is distinguished}. */
    @Override
    public String toString() {
        var values = new ArrayList<>(words);
        if (defaultText.isEmpty() || type == Type.COUNT || words.contains(defaultText)) {
            values.add(type.placeholder());
        }
        if (!defaultText.isEmpty()) {
            values.remove(defaultText);
            values.add(0, defaultText);
        }
        String limits = range.toString().isEmpty() ? "" : " (" + range + ")";
        String choices =
                values.stream().filter(value -> !value.isEmpty()).collect(Collectors.joining("|"));
        return name + "=" + choices + limits + (meaning.isEmpty() ? "" : ": " + meaning);
    }

    /**
     * Parses a text: a word, or a value of the type.
     *
     * @param entry name of the entry, for the message
     * @throws IllegalArgumentException if the text is not a value, or outside the limits
     */
    Object read(String entry, String text) {
        if (words.contains(text)) {
            return text;
        }
        if (type.reads(text)) {
            Object value = type.read(text);
            if (Type.numbersIn(value).stream().allMatch(range::contains)) {
                return value;
            }
        }
        throw BadArgument.of("%s: %s must be %s, got '%s'", entry, name, wanted(), text);
    }

    /** The word of a constant: {@code SINGLE_SHOT} is {@code single-shot}. */
    public static String wordOf(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private Parameter limited(Range limits) {
        return new Parameter(name, type, defaultText, words, limits, meaning);
    }
}
