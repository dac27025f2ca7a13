package bft.spec;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** The type of a parameter's value, apart from the words that it allows. */
enum Type {
    WORD("", "") {
        @Override
        Object read(String text) {
            throw new NumberFormatException(text);
        }
    },
    TEXT("text", "TEXT") {
        @Override
        Object read(String text) {
            return text;
        }
    },
    WHOLE("a whole number", "NUMBER") {
        @Override
        Object read(String text) {
            return Integer.valueOf(text);
        }
    },
    NUMBER("a number", "NUMBER") {
        @Override
        Object read(String text) {
            double number = Double.parseDouble(text);
            if (!Double.isFinite(number)) {
                throw new NumberFormatException(text);
            }
            return number;
        }
    },
    NUMBERS("numbers separated by '/'", "NUMBER/NUMBER/...") {
        @Override
        Object read(String text) {
            return each(text, "/", NUMBER::read);
        }
    },
    WHOLES("whole numbers separated by '-'", "NUMBER-NUMBER-...") {
        @Override
        Object read(String text) {
            return each(text, "-", WHOLE::read);
        }
    },
    COUNT("a whole number", "n-f-NUMBER|NUMBER") {
        @Override
        Object read(String text) {
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
    };

    private static final String HONEST = "n-f";

    private final String wanted;
    private final String placeholder;

    Type(String wanted, String placeholder) {
        this.wanted = wanted;
        this.placeholder = placeholder;
    }

    /**
     * The value of a text.
     *
     * @throws NumberFormatException if the text has another form
     */
    abstract Object read(String text);

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

    private static List<Object> each(String text, String separator, Function<String, Object> read) {
        return Arrays.stream(text.split(separator, -1)).map(read).toList();
    }
}
