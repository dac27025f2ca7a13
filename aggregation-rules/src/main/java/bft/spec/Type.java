package bft.spec;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** The type of a parameter's value, apart from the words that it allows. */
enum Type {
    WORD("", "", Type::refuse),
    TEXT("text", "TEXT", text -> text),
    WHOLE("a whole number", "NUMBER", Integer::valueOf),
    NUMBER("a number", "NUMBER", Type::number),
    NUMBERS("numbers separated by '/'", "NUMBER/NUMBER/...", text -> each(text, "/", NUMBER)),
    WHOLES("whole numbers separated by '-'", "NUMBER-NUMBER-...", text -> each(text, "-", WHOLE)),
    COUNT("a whole number", "n-f-NUMBER|NUMBER", Type::count);

    private static final String HONEST = "n-f";

    private final String wanted;
    private final String placeholder;
    private final Function<String, Object> reader;

    Type(String wanted, String placeholder, Function<String, Object> reader) {
        this.wanted = wanted;
        this.placeholder = placeholder;
        this.reader = reader;
    }

    /**
     * The value of a text.
     *
     * @throws NumberFormatException if the text has another form
     */
    Object read(String text) {
        return reader.apply(text);
    }

    private static Object refuse(String text) {
        throw new NumberFormatException(text);
    }

    private static Object number(String text) {
        double number = Double.parseDouble(text);
        return Double.isFinite(number) ? number : refuse(text);
    }

    private static Object count(String text) {
        if (text.equals(HONEST)) {
            return new Count(true, 0);
        }
        boolean belowHonest = text.startsWith(HONEST + "-");
        String number = belowHonest ? text.substring(HONEST.length() + 1) : text;
        if (belowHonest && !number.matches("[0-9]")) {
            throw new NumberFormatException(text);
        }
        return new Count(belowHonest, Integer.parseInt(number));
    }

    /** A description of the type; empty for {@link #WORD}. */
    String wanted() {
        return wanted;
    }

    /** The placeholder for a value in a listing; empty for {@link #WORD}. */
    String placeholder() {
        return placeholder;
    }

    boolean reads(String text) {
        try {
            read(text);
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /** The numbers in a value, which limits apply to. */
    static List<Double> numbersIn(Object value) {
        if (value instanceof List<?> many) {
            return many.stream().flatMap(one -> numbersIn(one).stream()).toList();
        }
        if (value instanceof Count count) {
            return count.belowHonest() ? List.of() : List.of((double) count.number());
        }
        return value instanceof Number number ? List.of(number.doubleValue()) : List.of();
    }

    private static List<Object> each(String text, String separator, Type type) {
        return Arrays.stream(text.split(separator, -1)).map(type::read).toList();
    }
}
