package bft.attacks;

import static bft.attacks.AttackEntry.BARUCH;
import static bft.attacks.AttackEntry.EVALS;
import static bft.attacks.AttackEntry.FANG;
import static bft.attacks.AttackEntry.SIDE;
import static bft.attacks.AttackEntry.XIE;
import static bft.attacks.AttackEntry.againstMean;
import static bft.attacks.AttackEntry.fixed;
import static bft.attacks.AttackEntry.toAndFro;

import bft.spec.Spec;
import bft.attacks.gradient.AcceptedFactor;
import bft.attacks.gradient.Direction;
import bft.attacks.gradient.Factor;
import bft.attacks.gradient.LineAttack;
import bft.attacks.gradient.Start;
import bft.attacks.gradient.TunedFactor;
import java.util.List;

/** Attacks whose strength is searched against the rule in use. */
final class SearchedAttacks {
    static final List<AttackEntry> ENTRIES =
            List.of(
                    AttackEntry.of(
                            "hidden-vulnerability",
                            "b = mu + factor * e_j, or * (1, ..., 1)",
                            List.of(
                                    "factor=search|accepted|NUMBER: the one that harms most, or the"
                                            + " largest with which the rule counts b",
                                    EVALS,
                                    SIDE,
                                    "coordinate=-1|all|NUMBER: j, from -1 at the end"),
                            Knowledge.OMNISCIENT_WITH_RULE,
                            "El Mhamdi, Guerraoui, Rouault: The Hidden Vulnerability of Distributed"
                                    + " Learning in Byzantium, ICML 2018",
                            SearchedAttacks::hiddenVulnerability),
                    AttackEntry.of(
                            "opt-ipm",
                            "b = -t * mu, t searched to drive the result farthest from mu",
                            List.of("evals=20: trials", "step=10: the first"),
                            Knowledge.OMNISCIENT_WITH_RULE,
                            "ByzFL library, EPFL, 2024, on " + XIE,
                            spec -> againstMean(upward(spec))),
                    AttackEntry.of(
                            "opt-alie",
                            "b = mu + t * sigma, t searched to drive the result farthest from mu",
                            List.of("evals=20: trials", "step=10: the first"),
                            Knowledge.OMNISCIENT_WITH_RULE,
                            "ByzFL library, EPFL, 2024, on " + BARUCH,
                            spec ->
                                    new LineAttack(
                                            Start.MEAN, Direction.deviation(1, 1), upward(spec))),
                    AttackEntry.of(
                            "fang",
                            "b = -lambda * sign(mu), lambda halved until the rule counts b",
                            List.of(),
                            Knowledge.OMNISCIENT_WITH_RULE,
                            FANG,
                            spec ->
                                    new LineAttack(
                                            Start.ORIGIN,
                                            Direction.againstMeanSign(),
                                            AcceptedFactor.HALVED)));

    private SearchedAttacks() {}

    private static Attack hiddenVulnerability(Spec spec) {
        boolean all = spec.text("coordinate", "").equals("all");
        Direction direction =
                all
                        ? Direction.allCoordinates()
                        : Direction.coordinate(spec.integer("coordinate", -1));
        Factor factor =
                switch (spec.text("factor", "search")) {
                    case "search" -> toAndFro(spec);
                    case "accepted" -> AcceptedFactor.LARGEST;
                    default -> fixed(spec.number("factor", 0));
                };
        return new LineAttack(Start.MEAN, direction, factor);
    }

    private static Factor upward(Spec spec) {
        return new TunedFactor(
                TunedFactor.Search.UPWARD,
                spec.integer("evals", 20),
                spec.number("step", 10),
                false);
    }
}
