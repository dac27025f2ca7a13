package bft.spec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * A name with parameters. {@code bucketing:s=2,multi-krum:m=5,power=4} is a chain of two: a comma
 * begins a further parameter if {@code name=value} follows, else the next name.
 *
 * @param name name of the entry
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
        BadArgument.when(chain.size() != 1).because("'%s' names more than one thing", text);
        return chain.get(0);
    }

    /**
     * Refuses parameters that are not among {@code known}.
     *
     * @throws IllegalArgumentException naming the first unknown one and the known ones
     */
    public void allowing(List<String> known) {
        for (String parameter : new TreeSet<>(parameters.keySet())) {
            if (!known.contains(parameter)) {
                throw BadArgument.of(
                        "%s has no parameter '%s'%s",
                        name, parameter, Nearest.hint(parameter, known));
            }
        }
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

    private static void requireName(String name, String text) {
        BadArgument.when(!name.matches("[a-z0-9][a-z0-9.-]*"))
                .because("'%s' in '%s' is not a name", name, text);
    }

    private static void putParameter(Map<String, String> parameters, String part, String text) {
        int equals = part.indexOf('=');
        BadArgument.when(equals < 1 || equals == part.length() - 1)
                .because("'%s' in '%s' is not parameter=value", part, text);
        String key = part.substring(0, equals).strip();
        BadArgument.when(parameters.put(key, part.substring(equals + 1).strip()) != null)
                .because("'%s' occurs twice in '%s'", key, text);
    }
}
