package bft.spec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A name with parameters. {@code bucketing:s=2,multi-krum:m=5,power=4} is a chain of two: a comma
 * begins a further parameter if {@code name=value} follows, else the next name.
 *
 * @param name what is meant
 * @param parameters values by name, in the order given
 */
public record Spec(String name, Map<String, String> parameters) {
    public Spec {
        parameters = Map.copyOf(parameters);
    }

    /**
     * Reads a chain of at least one.
     *
     * @throws IllegalArgumentException if the text is not such a chain
     */
    public static List<Spec> parseChain(String text) {
        var chain = new ArrayList<Spec>();
        var parameters = new LinkedHashMap<String, String>();
        String name = "";
        for (String part : text.strip().split(",", -1)) {
            int colon = part.indexOf(':');
            boolean further = colon < 0 && part.contains("=") && !name.isEmpty();
            if (!further) {
                if (!name.isEmpty()) {
                    chain.add(new Spec(name, parameters));
                    parameters.clear();
                }
                name = (colon < 0 ? part : part.substring(0, colon)).strip();
                requireName(name, text);
            }
            if (further || colon >= 0) {
                putParameter(parameters, part.substring(colon + 1), text);
            }
        }
        chain.add(new Spec(name, parameters));
        return List.copyOf(chain);
    }

    /**
     * Reads a single name with its parameters.
     *
     * @throws IllegalArgumentException if the text is not that
     */
    public static Spec parse(String text) {
        List<Spec> chain = parseChain(text);
        if (chain.size() != 1) {
            throw new IllegalArgumentException("'" + text + "' names more than one thing");
        }
        return chain.get(0);
    }

    /**
     * Refuses parameters that are not among {@code known}.
     *
     * @throws IllegalArgumentException naming the stranger and what there is
     */
    public Spec allowing(String... known) {
        var strangers = new TreeSet<>(parameters.keySet());
        strangers.removeAll(Set.of(known));
        if (!strangers.isEmpty()) {
            throw new IllegalArgumentException(
                    name
                            + " has no parameter '"
                            + strangers.first()
                            + "'"
                            + (known.length == 0 ? "" : "; it has " + String.join(", ", known)));
        }
        return this;
    }

    /** The value of a parameter, or {@code otherwise} if it is not given. */
    public String text(String parameter, String otherwise) {
        return parameters.getOrDefault(parameter, otherwise);
    }

    /**
     * One of a few words.
     *
     * @param words the first is the default
     * @throws IllegalArgumentException if the value is none of them
     */
    public String oneOf(String parameter, String... words) {
        String value = parameters.getOrDefault(parameter, words[0]);
        if (!List.of(words).contains(value)) {
            throw bad(parameter, "one of " + String.join(", ", words), value);
        }
        return value;
    }

    /**
     * A whole number.
     *
     * @throws IllegalArgumentException if the value is none
     */
    public int integer(String parameter, int otherwise) {
        String value = parameters.get(parameter);
        try {
            return value == null ? otherwise : Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw bad(parameter, "a whole number", value);
        }
    }

    /**
     * A finite number.
     *
     * @throws IllegalArgumentException if the value is none
     */
    public double number(String parameter, double otherwise) {
        String value = parameters.get(parameter);
        if (value == null) {
            return otherwise;
        }
        double number;
        try {
            number = Double.parseDouble(value);
        } catch (NumberFormatException e) {
            throw bad(parameter, "a number", value);
        }
        if (!Double.isFinite(number)) {
            throw bad(parameter, "a finite number", value);
        }
        return number;
    }

    /**
     * Finite numbers separated by slashes, {@code 3/1/2}; none if the parameter is not given.
     *
     * @throws IllegalArgumentException if the value is not that
     */
    public List<Double> numbers(String parameter) {
        if (!parameters.containsKey(parameter)) {
            return List.of();
        }
        var numbers = new ArrayList<Double>();
        for (String part : parameters.get(parameter).split("/", -1)) {
            numbers.add(new Spec(name, Map.of(parameter, part)).number(parameter, 0));
        }
        return List.copyOf(numbers);
    }

    @Override
    public String toString() {
        var text = new StringBuilder(name);
        char separator = ':';
        for (String parameter : new TreeSet<>(parameters.keySet())) {
            text.append(separator).append(parameter).append('=').append(parameters.get(parameter));
            separator = ',';
        }
        return text.toString();
    }

    private IllegalArgumentException bad(String parameter, String wanted, String value) {
        return new IllegalArgumentException(
                name + ": " + parameter + " must be " + wanted + ", got '" + value + "'");
    }

    private static void requireName(String name, String text) {
        if (!name.matches("[a-z0-9][a-z0-9.-]*")) {
            throw new IllegalArgumentException("'" + name + "' in '" + text + "' is not a name");
        }
    }

    private static void putParameter(Map<String, String> parameters, String part, String text) {
        int equals = part.indexOf('=');
        if (equals < 1 || equals == part.length() - 1) {
            throw new IllegalArgumentException(
                    "'" + part + "' in '" + text + "' is not parameter=value");
        }
        String key = part.substring(0, equals).strip();
        if (parameters.put(key, part.substring(equals + 1).strip()) != null) {
            throw new IllegalArgumentException("'" + key + "' stands twice in '" + text + "'");
        }
    }
}
