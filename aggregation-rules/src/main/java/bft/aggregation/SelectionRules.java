package bft.aggregation;

import bft.aggregation.RuleEntry.Part;
import bft.aggregation.mixing.KrumScore;
import bft.aggregation.mixing.MultiKrum;
import bft.aggregation.spec.Spec;

/** The rules that choose some of the rows by distance and average them. */
final class SelectionRules {
    private static final String BLANCHARD =
            "Blanchard, El Mhamdi, Guerraoui, Stainer: Machine Learning with Adversaries:"
                    + " Byzantine Tolerant Gradient Descent, NIPS 2017";

    static final RuleEntry KRUM =
            RuleEntry.named("krum")
                    .formula("the row with the least sum of squared distances to its n-f-2 nearest")
                    .parameters(
                            "neighbours=n-f-2|n-f-1|n-f-3|NUMBER",
                            "power=2|1|4: of the distance",
                            "guarantee=paper|none: none lets n be >= 2f+1")
                    .requires("n >= 2f+3")
                    .costs("O(n² d)")
                    .guarantees("(f, 6r)-robust, r = 1 + f/(n-2f)")
                    .source(BLANCHARD)
                    .madeBy(
                            (spec, f) ->
                                    krum(spec.allowing("neighbours", "power", "guarantee"), f, 1));

    static final RuleEntry MULTI_KRUM =
            RuleEntry.named("multi-krum")
                    .formula("the mean of the m rows with the best Krum scores")
                    .parameters(
                            "m=n-f-2: rows averaged",
                            "neighbours, power: as for krum",
                            "guarantee=paper|none: none lets n be >= 2f+1 and m be <= n-f")
                    .requires("n >= 2f+3, 1 <= m <= n-f-2")
                    .costs("O(n² d)")
                    .guarantees("as krum; with guarantee=none nothing is proved")
                    .source(BLANCHARD)
                    .madeBy(SelectionRules::multiKrum);

    private SelectionRules() {}

    private static Part multiKrum(Spec spec, int f) {
        int m = spec.allowing("m", "neighbours", "power", "guarantee").integer("m", 0);
        if (m < 1 && spec.parameters().containsKey("m")) {
            throw new IllegalArgumentException("multi-krum needs m >= 1, got m=" + m);
        }
        return krum(spec, f, m);
    }

    private static Part krum(Spec spec, int f, int m) {
        String guarantee = spec.text("guarantee", "paper");
        if (!guarantee.equals("paper") && !guarantee.equals("none")) {
            throw new IllegalArgumentException(
                    spec.name() + ": guarantee must be paper or none, got '" + guarantee + "'");
        }
        return Part.of(new MultiKrum(f, m, score(spec), guarantee.equals("paper")));
    }

    /** How the parameters {@code neighbours} and {@code power} rank rows. */
    private static KrumScore score(Spec spec) {
        String neighbours = spec.text("neighbours", "n-f-2");
        int power = spec.integer("power", 2);
        return neighbours.matches("n-f-[0-9]")
                ? new KrumScore(neighbours.charAt(4) - '0', true, power)
                : new KrumScore(spec.integer("neighbours", 0), false, power);
    }
}
