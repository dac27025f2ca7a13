package bft.aggregation;

import java.util.List;

/**
 * One entry of the registry, in words.
 *
 * @param name name to use in a specification
 * @param formula what it computes
 * @param parameters each parameter with its default and meaning; variants of other codes are among
 *     them
 * @param condition what n and f must satisfy
 * @param cost how time grows with n rows of d coordinates
 * @param guarantee what it tolerates, and where that ends
 * @param source authors, title, venue, year
 */
public record RuleDescription(
        String name,
        String formula,
        List<String> parameters,
        String condition,
        String cost,
        String guarantee,
        String source) {
    public RuleDescription {
        parameters = List.copyOf(parameters);
    }
}
