package bft.attacks.catalogue;

import static bft.spec.Parameter.whole;
import static bft.spec.Parameter.word;

import bft.attacks.Attack;
import bft.attacks.Knowledge;
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
import java.util.Locale;

/** Parameters, sources and helpers that several families share. */
final class Described {
    static final String SEARCH = "search";
    static final Parameter EVALS =
            whole("evals", "16").atLeast(1).atMost(1000).means("number of trials of a search");
    static final Parameter SIDE =
            word("side", "same", "other")
                    .means(
                            "the side of mu that a search tries; other: still builds on this one"
                                    + " (ByzantineMomentum with a negative factor)");
    static final String FOLKLORE = "folklore";
    static final String BLANCHARD =
            "Blanchard, El Mhamdi, Guerraoui, Stainer: Machine Learning with Adversaries:"
                    + " Byzantine Tolerant Gradient Descent, NIPS 2017";
    static final String BARUCH =
            "Baruch, Baruch, Goldberg: A Little Is Enough: Circumventing Defenses For Distributed"
                    + " Learning, NeurIPS 2019";
    static final String XIE =
            "Xie, Koyejo, Gupta: Fall of Empires: Breaking Byzantine-tolerant SGD by Inner Product"
                    + " Manipulation, UAI 2019";
    static final String FANG =
            "Fang, Cao, Jia, Gong: Local Model Poisoning Attacks to Byzantine-Robust Federated"
                    + " Learning, USENIX Security 2020";

    private static final String KNOWLEDGE = "knowledge";

    private Described() {}

    /**
     * Begins the description of an attack.
     *
     * @param formula the vector b that is sent, with mu the mean and sigma the deviation of the
     *     honest vectors
     */
    static Entry.Draft<Attack> attack(
            Registry<Attack> family, String name, Knowledge knowledge, String formula) {
        String words = knowledge.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return family.named(name, formula).fact(KNOWLEDGE, words);
    }

    /** The knowledge that an attack needs. */
    static Knowledge knowledge(Entry<Attack> entry) {
        return Knowledge.valueOf(entry.fact(KNOWLEDGE).toUpperCase(Locale.ROOT).replace(' ', '_'));
    }

    /** A number, or one searched against the rule in use. */
    static Factor factor(Arguments given, String parameter, boolean mirrored) {
        return given.is(parameter, SEARCH)
                ? backAndForth(given, Goal.DISTANCE, mirrored)
                : fixed(given.number(parameter));
    }

    static Factor backAndForth(Arguments given, Goal goal, boolean mirrored) {
        return new TunedFactor(TunedFactor.Search.BOTH, goal, given.whole("evals"), 1, mirrored);
    }

    /** Whether {@link #SIDE} asks for the other side. */
    static boolean isMirrored(Arguments given) {
        return given.is("side", "other");
    }

    /** An attack along minus the mean, from the origin. */
    static Attack againstMean(Factor factor) {
        return new LineAttack(Start.ORIGIN, Direction.againstMean(), factor);
    }

    static Factor fixed(double factor) {
        return (line, view) -> factor;
    }
}
