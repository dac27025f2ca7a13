package bft.spec;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The values of all parameters of an {@link Entry}, those that were given and the defaults of the
 * others, parsed and checked. The input of a factory.
 */
public final class Arguments {
    private final Map<String, Object> values;

    Arguments(Map<String, Object> values) {
        this.values = Map.copyOf(values);
    }

    /** A whole number. */
    public int whole(String parameter) {
        return (Integer) value(parameter);
    }

    /** A whole number, or {@code otherwise} if the value is a word. */
    public int whole(String parameter, int otherwise) {
        return value(parameter) instanceof Integer number ? number : otherwise;
    }

    /** A number. */
    public double number(String parameter) {
        return (Double) value(parameter);
    }

    /** A number, or {@code otherwise} if the value is a word. */
    public double number(String parameter, double otherwise) {
        return value(parameter) instanceof Double number ? number : otherwise;
    }

    /** Numbers; none if the value is a word. */
    public List<Double> numbers(String parameter) {
        return list(parameter).stream().map(Double.class::cast).toList();
    }

    /** Whole numbers; none if the value is a word. */
    public List<Integer> wholes(String parameter) {
        return list(parameter).stream().map(Integer.class::cast).toList();
    }

    /** A number of rows. */
    public Count count(String parameter) {
        return (Count) value(parameter);
    }

    /** A word or text. */
    public String text(String parameter) {
        return value(parameter).toString();
    }

    /** Whether the value is that word. */
    public boolean is(String parameter, String word) {
        return value(parameter).equals(word);
    }

    /** The constant that the value names. */
    public <E extends Enum<E>> E choice(String parameter, Class<E> type) {
        return Enum.valueOf(type, text(parameter).toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    private List<?> list(String parameter) {
        return value(parameter) instanceof List<?> many ? many : List.of();
    }

    private Object value(String parameter) {
        Object value = values.get(parameter);
        if (value == null) {
            throw new IllegalStateException("no parameter '" + parameter + "' is declared");
        }
        return value;
    }
}
