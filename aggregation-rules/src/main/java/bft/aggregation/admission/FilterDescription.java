package bft.aggregation.admission;

import java.util.List;

/**
 * One entry of the registry, in words.
 *
 * @param name name to use in a specification
 * @param summary what it does
 * @param parameters each parameter with its default and meaning
 * @param condition what n and f must satisfy
 * @param source authors, title, venue, year; what is ours is said
 */
public record FilterDescription(
        String name, String summary, List<String> parameters, String condition, String source) {
    public FilterDescription {
        parameters = List.copyOf(parameters);
    }
}
