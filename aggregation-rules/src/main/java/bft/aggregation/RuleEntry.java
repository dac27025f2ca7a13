package bft.aggregation;

import bft.aggregation.spec.Spec;
import java.util.List;
import java.util.Optional;

/**
 * One entry of the registry: a rule in words and how it is made.
 *
 * @param description in words
 * @param factory makes it for f Byzantine rows
 */
record RuleEntry(RuleDescription description, Factory factory) {
    /** Makes the part of a chain that a specification names. */
    @FunctionalInterface
    interface Factory {
        Part make(Spec spec, int f);
    }

    /** What a name contributes to a chain: mixings, and a reducer if the chain must end there. */
    record Part(List<Mixing> mixings, Optional<Reducer> reducer) {
        static Part of(Mixing mixing) {
            return new Part(List.of(mixing), Optional.empty());
        }

        static Part of(Reducer reducer) {
            return new Part(List.of(), Optional.of(reducer));
        }

        static Part of(Mixing mixing, Reducer reducer) {
            return new Part(List.of(mixing), Optional.of(reducer));
        }
    }

    static Words named(String name) {
        return new Words(name);
    }

    String name() {
        return description.name();
    }

    /** Collects the words, so that each stands beside what it is. */
    static final class Words {
        private final String name;
        private String formula = "";
        private List<String> parameters = List.of();
        private String condition = "";
        private String cost = "";
        private String guarantee = "";
        private String source = "";

        private Words(String name) {
            this.name = name;
        }

        Words formula(String text) {
            formula = text;
            return this;
        }

        Words parameters(String... texts) {
            parameters = List.of(texts);
            return this;
        }

        Words requires(String text) {
            condition = text;
            return this;
        }

        Words costs(String text) {
            cost = text;
            return this;
        }

        Words guarantees(String text) {
            guarantee = text;
            return this;
        }

        Words source(String text) {
            source = text;
            return this;
        }

        RuleEntry madeBy(Factory factory) {
            return new RuleEntry(
                    new RuleDescription(
                            name, formula, parameters, condition, cost, guarantee, source),
                    factory);
        }
    }
}
