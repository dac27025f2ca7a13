package bft.spec;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * One thing that a {@link Registry} knows.
 *
 * @param name name to use in a specification
 * @param aliases other names for it
 * @param summary what it computes or does, as a formula where there is one
 * @param parameters in the order in which they are listed
 * @param facts what else there is to say, by label: condition on n and f, cost, guarantee, source
 * @param factory makes it of checked arguments
 */
public record Entry<T>(
        String name,
        List<String> aliases,
        String summary,
        List<Parameter> parameters,
        Map<String, String> facts,
        Function<Arguments, T> factory) {
    public static final String CONDITION = "condition";
    public static final String SOURCE = "source";

    /** Begins a description. */
    public static Draft named(String name, String summary) {
        return new Draft(name, summary);
    }

    /** The fact of that label; empty if there is none. */
    public String fact(String label) {
        return facts.getOrDefault(label, "");
    }

    /**
     * Makes what a specification asks for.
     *
     * @throws IllegalArgumentException if a parameter is not known, missing or not allowed
     */
    T make(Spec spec) {
        var given = spec.parameters();
        List<String> known = parameters.stream().map(Parameter::name).toList();
        for (String key : new TreeSet<>(given.keySet())) {
            if (!known.contains(key)) {
                throw new IllegalArgumentException(
                        name + " has no parameter '" + key + "'" + Nearest.hint(key, known));
            }
        }
        Map<String, Object> values = new LinkedHashMap<>();
        for (Parameter parameter : parameters) {
            String text = given.getOrDefault(parameter.name(), parameter.usual());
            if (text.isEmpty()) {
                throw missing(parameter);
            }
            values.put(parameter.name(), parameter.read(name, text));
        }
        return factory.apply(new Arguments(values));
    }

    private IllegalArgumentException missing(Parameter parameter) {
        return new IllegalArgumentException(
                "%s needs %s, %s: %s"
                        .formatted(
                                name, parameter.name(), parameter.wanted(), parameter.meaning()));
    }

    /** A description to which facts are added, in the order in which they are listed. */
    public static final class Draft {
        private final String name;
        private final String summary;
        private final List<String> aliases = new ArrayList<>();
        private final List<Parameter> parameters = new ArrayList<>();
        private final Map<String, String> facts = new LinkedHashMap<>();

        private Draft(String name, String summary) {
            this.name = name;
            this.summary = summary;
        }

        /** Another name for it. */
        public Draft alias(String other) {
            aliases.add(other);
            return this;
        }

        /** What it can be told. */
        public Draft takes(Parameter... more) {
            parameters.addAll(List.of(more));
            return this;
        }

        /** What n and f must satisfy. */
        public Draft requires(String condition) {
            return fact(CONDITION, condition);
        }

        /** How time and memory grow. */
        public Draft costs(String cost) {
            return fact("cost", cost);
        }

        /** What it tolerates, and where that ends. */
        public Draft guarantees(String guarantee) {
            return fact("guarantee", guarantee);
        }

        /** Authors, title, venue, year; what is ours is said. */
        public Draft source(String source) {
            return fact(SOURCE, source);
        }

        /** Anything else, under a label of its own. */
        public Draft fact(String label, String text) {
            facts.put(label, text);
            return this;
        }

        /** The entry, with what makes the thing. */
        public <T> Entry<T> madeBy(Function<Arguments, T> factory) {
            return new Entry<>(
                    name,
                    List.copyOf(aliases),
                    summary,
                    List.copyOf(parameters),
                    Collections.unmodifiableMap(facts),
                    factory);
        }
    }
}
