package bft.spec;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One entry of a {@link Registry}.
 *
 * @param name name to use in a specification
 * @param aliases other names for it
 * @param summary what it computes or does, as a formula if there is one
 * @param parameters in the order in which they are listed
 * @param facts further facts by label: condition on n and f, cost, guarantee, source
 * @param factory makes the object from checked arguments
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

    /** The fact of that label; empty if there is none. */
    public String fact(String label) {
        return facts.getOrDefault(label, "");
    }

    /**
     * Makes the object that a specification describes.
     *
     * @throws IllegalArgumentException if a parameter is not known, missing or not allowed
     */
    public T make(Spec spec) {
        spec.allowing(parameters.stream().map(Parameter::name).toList());
        Map<String, Object> values = new LinkedHashMap<>();
        for (Parameter parameter : parameters) {
            String text = spec.parameters().getOrDefault(parameter.name(), parameter.defaultText());
            if (text.isEmpty()) {
                throw missing(spec.name(), parameter);
            }
            values.put(parameter.name(), parameter.read(spec.name(), text));
        }
        return factory.apply(new Arguments(values));
    }

    private IllegalArgumentException missing(String as, Parameter parameter) {
        return BadArgument.of(
                "%s needs %s, %s: %s",
                as, parameter.name(), parameter.wanted(), parameter.meaning());
    }

    /** An entry under construction; facts are listed in the order in which they are added. */
    public static final class Draft<T> {
        private final Consumer<Entry<T>> made;
        private final String name;
        private final String summary;
        private final List<String> aliases = new ArrayList<>();
        private final List<Parameter> parameters = new ArrayList<>();
        private final Map<String, String> facts = new LinkedHashMap<>();

        Draft(String name, String summary, Consumer<Entry<T>> made) {
            this.name = name;
            this.summary = summary;
            this.made = made;
        }

        /** Another name for it. */
        public Draft<T> alias(String other) {
            aliases.add(other);
            return this;
        }

        /** Its parameters. */
        public Draft<T> takes(Parameter... more) {
            parameters.addAll(List.of(more));
            return this;
        }

        /** What n and f must satisfy. */
        public Draft<T> requires(String condition) {
            return fact(CONDITION, condition);
        }

        /** How time and memory grow. */
        public Draft<T> costs(String cost) {
            return fact("cost", cost);
        }

        /** What it tolerates, and where that ends. */
        public Draft<T> guarantees(String guarantee) {
            return fact("guarantee", guarantee);
        }

        /** Authors, title, venue, year, or that it is ours. */
        public Draft<T> source(String source) {
            return fact(SOURCE, source);
        }

        /** Anything else, under a label of its own. */
        public Draft<T> fact(String label, String text) {
            facts.put(label, text);
            return this;
        }

        /** Adds the entry to its registry, with the factory. */
        public void madeBy(Function<Arguments, T> factory) {
            made.accept(
                    new Entry<>(
                            name,
                            List.copyOf(aliases),
                            summary,
                            List.copyOf(parameters),
                            Collections.unmodifiableMap(facts),
                            factory));
        }
    }
}
