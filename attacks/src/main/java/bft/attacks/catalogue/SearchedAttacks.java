package bft.attacks.catalogue;

import static bft.attacks.catalogue.Described.BARUCH;
import static bft.attacks.catalogue.Described.EVALS;
import static bft.attacks.catalogue.Described.FANG;
import static bft.attacks.catalogue.Described.SEARCH;
import static bft.attacks.catalogue.Described.SIDE;
import static bft.attacks.catalogue.Described.XIE;
import static bft.attacks.catalogue.Described.againstMean;
import static bft.spec.Parameter.number;
import static bft.spec.Parameter.whole;

import bft.attacks.Attack;
import bft.attacks.Knowledge;
import bft.attacks.line.AcceptedFactor;
import bft.attacks.line.Direction;
import bft.attacks.line.Factor;
import bft.attacks.line.LineAttack;
import bft.attacks.line.Start;
import bft.attacks.line.TunedFactor;
import bft.attacks.line.TunedFactor.Goal;
import bft.spec.Arguments;
import bft.spec.Entry;
import bft.spec.Parameter;
import bft.spec.Registry;

/** Attacks whose strength is searched against the rule in use. */
final class SearchedAttacks {
    private static final String ACCEPTED = "accepted";
    private static final String ALL = "all";
    private static final String SHIFT = "shift";
    private static final Parameter TRIALS =
            whole("evals", "20").atLeast(1).atMost(1000).means("trials");
    private static final Parameter STEP = number("step", "10").above(0).means("the first");

    static final Registry<Attack> ATTACKS = new Registry<>("attack");

    static {
        attack("hidden-vulnerability", "b = mu + factor * e_j, or * (1, ..., 1)")
                .takes(
                        number("factor", SHIFT)
                                .or(SEARCH, ACCEPTED)
                                .means(
                                        "of a number of trials the one that moves the result"
                                                + " farthest in that coordinate; in all of them,"
                                                + " which with Krum may be that b is rejected; or"
                                                + " the largest with which the rule counts a b"),
                        EVALS,
                        SIDE,
                        whole("coordinate", "-1").or(ALL).means("j, from -1 at the end"))
                .source(
                        "El Mhamdi, Guerraoui, Rouault: The Hidden Vulnerability of Distributed"
                                + " Learning in Byzantium, ICML 2018")
                .madeBy(SearchedAttacks::hiddenVulnerability);
        attack("opt-ipm", "b = -t * mu, t searched to drive the result farthest from mu")
                .takes(TRIALS, STEP)
                .source("ByzFL library, EPFL, 2024, on " + XIE)
                .madeBy(given -> againstMean(upward(given)));
        attack("opt-alie", "b = mu + t * sigma, t searched to drive the result farthest from mu")
                .takes(TRIALS, STEP)
                .source("ByzFL library, EPFL, 2024, on " + BARUCH)
                .madeBy(
                        given ->
                                new LineAttack(
                                        Start.MEAN, Direction.deviation(1, 1), upward(given)));
        attack("fang", "b = -lambda * sign(mu), lambda halved until the rule counts b")
                .source(FANG)
                .madeBy(
                        given ->
                                new LineAttack(
                                        Start.ORIGIN,
                                        Direction.againstMeanSign(),
                                        AcceptedFactor.HALVED));
    }

    private SearchedAttacks() {}

    private static Entry.Draft<Attack> attack(String name, String formula) {
        return Described.attack(ATTACKS, name, Knowledge.OMNISCIENT_WITH_RULE, formula);
    }

    private static Attack hiddenVulnerability(Arguments given) {
        Direction direction =
                given.is("coordinate", ALL)
                        ? Direction.allCoordinates()
                        : Direction.coordinate(given.whole("coordinate"));
        return new LineAttack(Start.MEAN, direction, hiddenFactor(given));
    }

    private static Factor hiddenFactor(Arguments given) {
        boolean mirrored = Described.isMirrored(given);
        if (given.is("factor", ACCEPTED)) {
            return AcceptedFactor.LARGEST;
        }
        return given.is("factor", SHIFT)
                ? Described.backAndForth(given, Goal.SHIFT, mirrored)
                : Described.factor(given, "factor", mirrored);
    }

    private static Factor upward(Arguments given) {
        return new TunedFactor(
                TunedFactor.Search.UPWARD,
                Goal.DISTANCE,
                given.whole("evals"),
                given.number("step"),
                false);
    }
}
