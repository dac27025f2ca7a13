package bft.attacks;

import java.util.List;

/**
 * One entry of the registry, in words.
 *
 * @param name name to use in a specification
 * @param formula the vector b that is sent, with mu the mean and sigma the deviation of the honest
 * @param parameters each parameter with its default and meaning
 * @param knowledge what the adversary must see
 * @param source authors, title, venue, year
 */
public record AttackDescription(
        String name, String formula, List<String> parameters, Knowledge knowledge, String source) {
    public AttackDescription {
        parameters = List.copyOf(parameters);
    }
}
