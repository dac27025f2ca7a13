package bft.server.optimiser;

import java.util.List;

/**
 * One optimiser of the registry, in words.
 *
 * @param name name to use in a specification
 * @param formula how parameters x move by a gradient g
 * @param parameters each parameter with its default and limits
 * @param slots what the state holds between two steps, beside the parameters
 * @param cost time of a step
 * @param source authors, title, venue, year; what is ours is said
 */
public record OptimiserDescription(
        String name,
        String formula,
        List<String> parameters,
        String slots,
        String cost,
        String source) {
    public OptimiserDescription {
        parameters = List.copyOf(parameters);
    }
}
