package bft.experiments.benchmark;

import bft.aggregation.AggregationRule;
import bft.aggregation.rules.Rules;
import java.util.OptionalInt;

/**
 * A rule to measure.
 *
 * @param rule its specification
 * @param faulty number of rows that may be Byzantine; if empty, the most that the rule admits, up
 *     to a fifth of the rows
 */
record Candidate(String rule, OptionalInt faulty) {
    /**
     * The rule for n rows; it may still refuse them.
     *
     * @throws IllegalArgumentException if the specification is not valid
     */
    AggregationRule of(int n) {
        if (faulty.isPresent()) {
            return Rules.of(rule, faulty.getAsInt());
        }
        int f = n / Inputs.HONEST_TO_ONE;
        while (f > 0 && Rules.of(rule, f).minimumInputs() > n) {
            f--;
        }
        return Rules.of(rule, f);
    }
}
