package bft.attacks.behaviour;

import java.util.List;

/**
 * One entry of the registry, in words.
 *
 * @param name name to use in a specification
 * @param summary what it does; b is the vector that the attack forges, g the honest one
 * @param parameters each parameter with its default and meaning
 * @param source authors, title, venue, year
 */
public record BehaviourDescription(
        String name, String summary, List<String> parameters, String source) {
    public BehaviourDescription {
        parameters = List.copyOf(parameters);
    }
}
