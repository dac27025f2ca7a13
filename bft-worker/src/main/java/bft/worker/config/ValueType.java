package bft.worker.config;

import bft.spec.Parameter;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.DoublePredicate;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which values a setting accepts, and how they are written.
 *
 * @param label stands for the value in a usage message
 * @param limits continues "must be"
 * @param reader returns empty for a value outside the limits, or throws its own error
 */
public record ValueType<T>(String label, String limits, Function<String, Optional<T>> reader) {
    private static final Pattern WHOLE = Pattern.compile("[-+]?[0-9]{1,18}");
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,18}) ?(ms|s|min|h|d|)");
    private static final Map<String, TimeUnit> UNITS =
            Map.of(
                    "ms", TimeUnit.MILLISECONDS,
                    "s", TimeUnit.SECONDS,
                    "min", TimeUnit.MINUTES,
                    "h", TimeUnit.HOURS,
                    "d", TimeUnit.DAYS);

    /**
     * Reads a value.
     *
     * @throws IllegalArgumentException with the limits, without the setting's name
     */
    public T read(String text) {
        return reader.apply(text)
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "must be " + limits + ", got '" + text + "'"));
    }

    /** Whether the option alone, without a value, means yes. */
    public boolean isFlag() {
        return label.isEmpty();
    }

    /** Yes or no. */
    public static ValueType<Boolean> flag() {
        return new ValueType<>(
                "",
                "true or false",
                text ->
                        Optional.of(text)
                                .filter(t -> t.matches("true|false"))
                                .map(Boolean::valueOf));
    }

    /** A whole number. */
    public static ValueType<Integer> count(int least, int most) {
        ValueType<Long> wide = whole(least, most);
        return new ValueType<>(
                wide.label, wide.limits, text -> wide.reader.apply(text).map(Math::toIntExact));
    }

    /** A whole number that may be large. */
    public static ValueType<Long> whole(long least, long most) {
        String limits =
                most == Long.MAX_VALUE
                        ? "a whole number of at least " + least
                        : "a whole number in [%s, %s]".formatted(least, most);
        return new ValueType<>(
                "N",
                least == Long.MIN_VALUE ? "a whole number" : limits,
                text -> number(text).filter(n -> least <= n && n <= most));
    }

    private static Optional<Long> number(String text) {
        return WHOLE.matcher(text).matches() ? Optional.of(Long.parseLong(text)) : Optional.empty();
    }

    /** A number with a fraction. */
    public static ValueType<Double> number(String limits, DoublePredicate isWithin) {
        return new ValueType<>(
                "X",
                limits,
                text -> {
                    try {
                        return Optional.of(Double.parseDouble(text)).filter(isWithin::test);
                    } catch (NumberFormatException e) {
                        return Optional.empty();
                    }
                });
    }

    /**
     * A time with its unit, such as {@code 30s}.
     *
     * @param unit of a number without one
     */
    public static ValueType<Duration> duration(TimeUnit unit, Duration most) {
        String name = unit.name().toLowerCase(Locale.ROOT);
        return new ValueType<>(
                unit.name(),
                "a time of at most %s days in ms, s, min, h or d, or a number of %s"
                        .formatted(most.toDays(), name),
                text -> {
                    Matcher parts = DURATION.matcher(text);
                    return parts.matches()
                            ? time(
                                            Long.parseLong(parts.group(1)),
                                            UNITS.getOrDefault(parts.group(2), unit))
                                    .filter(time -> time.compareTo(most) <= 0)
                            : Optional.empty();
                });
    }

    private static Optional<Duration> time(long number, TimeUnit unit) {
        long millis = unit.toMillis(number);
        return millis == Long.MAX_VALUE ? Optional.empty() : Optional.of(Duration.ofMillis(millis));
    }

    /** One of the constants of an enumeration, in lower case and with dashes. */
    public static <E extends Enum<E>> ValueType<E> oneOf(String label, Class<E> constants) {
        List<E> known = List.of(constants.getEnumConstants());
        List<String> names = known.stream().map(Parameter::wordOf).toList();
        String limits =
                String.join(", ", names.subList(0, names.size() - 1))
                        + " or "
                        + names.get(names.size() - 1);
        return new ValueType<>(
                label,
                limits,
                text ->
                        known.stream()
                                .filter(constant -> Parameter.wordOf(constant).equals(text))
                                .findFirst());
    }

    /** Any text; the code that uses it checks it. */
    public static ValueType<String> text(String label) {
        return parsed(label, text -> text);
    }

    /**
     * A name that a registry knows.
     *
     * @param parser throws its own error
     */
    public static <T> ValueType<T> parsed(String label, Function<String, T> parser) {
        return new ValueType<>(label, "known", text -> Optional.of(parser.apply(text)));
    }

    /**
     * Text that is checked here and parsed later.
     *
     * @param check throws its own error
     */
    public static ValueType<String> checked(String label, Consumer<String> check) {
        return parsed(
                label,
                text -> {
                    check.accept(text);
                    return text;
                });
    }

    /** A file or directory. */
    public static ValueType<Path> path(String label) {
        return parsed(label, ValueType::toPath);
    }

    private static Path toPath(String text) {
        try {
            if (text.indexOf('\ufffd') >= 0) {
                throw new InvalidPathException(text, "unmappable characters");
            }
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(
                    "'%s' is not a valid path: %s; for non-ASCII letters set LC_ALL=C.UTF-8"
                            .formatted(text, e.getReason()),
                    e);
        }
    }
}
