package bft.experiments.scenario;

import bft.aggregation.AggregationRule;
import bft.aggregation.rules.Rules;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the server does about Byzantine workers.
 *
 * @param f how many it is told there may be
 * @param rule how it aggregates, such as {@code multi-krum}
 * @param mode which gradients make a step, and when, such as {@code bsp}
 * @param filter which gradients it takes where each is judged by itself, such as {@code kardam};
 *     empty if the mode's own
 * @param maxStaleness versions that a gradient's base may lie behind; 0 if the mode's own
 */
public record Defence(int f, String rule, String mode, String filter, long maxStaleness) {
    /** Rounds of all workers. */
    public static final String ROUNDS = "bsp";

    /** That rule in rounds of all workers. */
    public static Defence rounds(int f, String rule) {
        return new Defence(f, rule, ROUNDS, "", 0);
    }

    /**
     * Each gradient judged by itself, as it comes.
     *
     * @param rule of the filter's own, where it has one
     */
    public static Defence asynchronous(int f, String rule, String filter) {
        return new Defence(f, rule, "async", filter, 0);
    }

    /**
     * The rule, made for f.
     *
     * @throws IllegalArgumentException if there is none of that name or it cannot take f
     */
    public AggregationRule aggregationRule() {
        return Rules.of(rule, f);
    }

    /** Whether each gradient is judged by itself, and not in a round with others. */
    public boolean judgesEach() {
        return judgesEach(mode);
    }

    /** Whether in that mode each gradient is judged by itself. */
    public static boolean judgesEach(String mode) {
        return mode.equals("async") || mode.startsWith("ssp");
    }

    /** The filter, if one is named. */
    public Optional<String> namedFilter() {
        return filter.isEmpty() ? Optional.empty() : Optional.of(filter);
    }

    /** The bound on staleness, if one is given. */
    OptionalLong namedMaxStaleness() {
        return maxStaleness == 0 ? OptionalLong.empty() : OptionalLong.of(maxStaleness);
    }
}
