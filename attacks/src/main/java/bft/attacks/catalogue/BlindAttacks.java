package bft.attacks.catalogue;

import static bft.attacks.catalogue.Described.BLANCHARD;
import static bft.attacks.catalogue.Described.FOLKLORE;
import static bft.spec.Parameter.choice;
import static bft.spec.Parameter.number;
import static bft.spec.Parameter.whole;
import static bft.spec.Parameter.word;

import bft.attacks.Attack;
import bft.attacks.Knowledge;
import bft.attacks.gradient.ConstantVector;
import bft.attacks.gradient.Dropping;
import bft.attacks.gradient.GaussianNoise;
import bft.attacks.gradient.HiddenNonFinite;
import bft.attacks.gradient.LossyLink;
import bft.attacks.gradient.LossyLink.Fill;
import bft.attacks.gradient.ModelReplacement;
import bft.attacks.gradient.ScaledOwn;
import bft.attacks.gradient.UniformNoise;
import bft.spec.Arguments;
import bft.spec.Entry;
import bft.spec.Registry;

/** Attacks that only use the honest gradients of the Byzantine workers. */
final class BlindAttacks {
    private static final String GARFIELD =
            "Guerraoui et al.: GARFIELD: System Support for Byzantine Machine"
                    + " Learning, DSN 2021";

    static final Registry<Attack> ATTACKS = new Registry<>("attack");

    static {
        blind("gaussian", "b ~ N(mean, std^2) in each coordinate, fresh for each worker")
                .takes(
                        number("std", "200").atLeast(0),
                        number("mean", "0"),
                        word("draw", "each", "common").means("common is one draw for all (ByzFL)"))
                .source(BLANCHARD)
                .madeBy(
                        given ->
                                new GaussianNoise(
                                        given.number("mean"),
                                        given.number("std"),
                                        given.is("draw", "common")));
        blind("random", "b ~ U[0, 1) in each coordinate, fresh for each worker")
                .source(GARFIELD)
                .madeBy(given -> new UniformNoise());
        blind("zero", "b = 0").source(FOLKLORE).madeBy(given -> new ConstantVector(0));
        blind(
                        "non-finite",
                        "NaN or infinity in all coordinates; mixed: the own gradient with one of"
                                + " NaN, infinity, -infinity in one random coordinate")
                .takes(word("kind", "nan", "inf", "mixed"))
                .source(FOLKLORE)
                .madeBy(BlindAttacks::nonFinite);
        onOwn("sign-flip", "b = -scale * own gradient")
                .takes(number("scale", "1"))
                .source(FOLKLORE)
                .madeBy(given -> new ScaledOwn(-given.number("scale")));
        onOwn("reversed", "b = -scale * own gradient")
                .takes(number("scale", "100"))
                .source(GARFIELD)
                .madeBy(given -> new ScaledOwn(-given.number("scale")));
        onOwn("drop", "b = own gradient, a share of its coordinates set to 0")
                .takes(number("share", "0.3").atLeast(0).atMost(1))
                .source(GARFIELD)
                .madeBy(given -> new Dropping(given.number("share")));
        onOwn("lossy-link", "b = own gradient, with whole datagrams of it lost")
                .takes(
                        number("loss", "0.1").atLeast(0).atMost(1).means("share of the datagrams"),
                        whole("datagram", "350").atLeast(1).means("coordinates in one"),
                        choice("lost", Fill.NAN).means("value of lost coordinates"),
                        number("std", "100").atLeast(0).means("of the noise"))
                .source("Damaskinos et al.: AggregaThor, SysML 2019")
                .madeBy(
                        given ->
                                new LossyLink(
                                        given.number("loss"),
                                        given.whole("datagram"),
                                        given.choice("lost", Fill.class),
                                        given.number("std")));
        onOwn("model-replacement", "b = n / (eta f) * own gradient, computed on poisoned data")
                .takes(number("eta", "1").above(0).means("the server's own learning rate"))
                .source(
                        "Bagdasaryan, Veit, Hua, Estrin, Shmatikov: How to Backdoor Federated"
                                + " Learning, AISTATS 2020")
                .madeBy(given -> new ModelReplacement(given.number("eta")));
    }

    private BlindAttacks() {}

    private static Entry.Draft<Attack> blind(String name, String formula) {
        return Described.attack(ATTACKS, name, Knowledge.NONE, formula);
    }

    private static Entry.Draft<Attack> onOwn(String name, String formula) {
        return Described.attack(ATTACKS, name, Knowledge.COLLUDERS, formula);
    }

    private static Attack nonFinite(Arguments given) {
        return switch (given.text("kind")) {
            case "nan" -> new ConstantVector(Float.NaN);
            case "inf" -> new ConstantVector(Float.POSITIVE_INFINITY);
            default -> new HiddenNonFinite();
        };
    }
}
