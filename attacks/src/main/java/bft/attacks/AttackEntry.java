package bft.attacks;

import bft.spec.Spec;
import bft.attacks.gradient.Direction;
import bft.attacks.gradient.Factor;
import bft.attacks.gradient.LineAttack;
import bft.attacks.gradient.Start;
import bft.attacks.gradient.TunedFactor;
import java.util.List;
import java.util.function.Function;

/**
 * One entry of the registry: what it is, in words, and what makes it from its parameters.
 *
 * @param description in words
 * @param factory makes the attack; refuses a bad parameter with an IllegalArgumentException
 */
record AttackEntry(AttackDescription description, Function<Spec, Attack> factory) {
    static final String EVALS = "evals=16: trials of a search";
    static final String SIDE =
            "side=same|other: the side of mu a search tries; other builds on this one all the same"
                    + " (ByzantineMomentum with a negative factor)";
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

    static AttackEntry of(
            String name,
            String formula,
            List<String> parameters,
            Knowledge knowledge,
            String source,
            Function<Spec, Attack> factory) {
        return new AttackEntry(
                new AttackDescription(name, formula, parameters, knowledge, source), factory);
    }

    String name() {
        return description.name();
    }

    /** A number, or the word search for one tuned against the rule in use. */
    static Factor factor(Spec spec, String parameter, double otherwise) {
        return spec.text(parameter, "").equals("search")
                ? toAndFro(spec)
                : fixed(spec.number(parameter, otherwise));
    }

    static Factor toAndFro(Spec spec) {
        boolean mirrored =
                spec.parameters().containsKey("side")
                        && spec.oneOf("side", "same", "other").equals("other");
        return new TunedFactor(TunedFactor.Search.BOTH, spec.integer("evals", 16), 1, mirrored);
    }

    /** An attack along minus the mean, from the origin. */
    static Attack againstMean(Factor factor) {
        return new LineAttack(Start.ORIGIN, Direction.againstMean(), factor);
    }

    static Factor fixed(double factor) {
        return (line, view) -> factor;
    }
}
