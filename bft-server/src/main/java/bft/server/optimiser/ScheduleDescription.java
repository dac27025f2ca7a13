package bft.server.optimiser;

import java.util.List;

/**
 * One schedule of the registry, in words.
 *
 * @param name name to use in a specification
 * @param formula the rate after t finished steps
 * @param parameters each parameter with its default and limits
 * @param source authors, title, venue, year; what is ours is said
 */
public record ScheduleDescription(
        String name, String formula, List<String> parameters, String source) {
    public ScheduleDescription {
        parameters = List.copyOf(parameters);
    }
}
