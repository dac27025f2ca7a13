package bft.aggregation;

import java.util.List;

/**
 * One entry of the registry, in words.
 *
 * @param name name to use in a specification
 * @param formula what it computes
 * @param parameters each parameter with its default and meaning
 * @param condition what n and f must satisfy
 * @param source authors, title, venue, year
 */
public record RuleDescription(
        String name, String formula, List<String> parameters, String condition, String source) {
    public RuleDescription {
        parameters = List.copyOf(parameters);
    }
}
