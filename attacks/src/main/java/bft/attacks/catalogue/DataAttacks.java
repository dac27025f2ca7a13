package bft.attacks.catalogue;

import static bft.spec.Parameter.number;
import static bft.spec.Parameter.whole;

import bft.attacks.Attack;
import bft.attacks.Knowledge;
import bft.attacks.data.Backdoor;
import bft.attacks.data.FeatureNoise;
import bft.attacks.data.LabelFlip;
import bft.spec.Arguments;
import bft.spec.Entry;
import bft.spec.Registry;

/** Attacks on the training data of the Byzantine workers. */
final class DataAttacks {
    private static final String ALL = "all";
    private static final String OPPOSITE = "opposite";
    private static final String NEXT = "next";

    static final Registry<Attack> ATTACKS = new Registry<>("attack");

    static {
        attack("label-flip", "b = own gradient on flipped labels, of C classes y -> C-1-y")
                .takes(
                        whole("to", OPPOSITE)
                                .or(NEXT)
                                .atLeast(0)
                                .means("y becomes C-1-y, y+1 mod C, or that class"),
                        whole("from", ALL)
                                .atLeast(0)
                                .means("only labels of that class are flipped"))
                .source(
                        "Biggio, Nelson, Laskov: Support Vector Machines Under Adversarial Label"
                                + " Noise, ACML 2011; C-1-y as in "
                                + Described.FANG)
                .madeBy(given -> new OnPoisonedData(labelFlip(given)));
        attack(
                        "backdoor",
                        "b = own gradient on rows of which a share has a bright square in the"
                                + " corner and the target's label; boosted by"
                                + " backdoor,model-replacement")
                .takes(
                        whole("target", "0").atLeast(0).means("the class of rows with the square"),
                        number("share", "0.5")
                                .atLeast(0)
                                .atMost(1)
                                .means("of the rows of a worker"),
                        whole("size", "3").atLeast(1).means("edge of the square"),
                        number("value", "3").means("of its pixels"))
                .source(
                        "Gu, Dolan-Gavitt, Garg: BadNets: Identifying Vulnerabilities in the"
                                + " Machine Learning Model Supply Chain, 2017; Bagdasaryan, Veit,"
                                + " Hua,"
                                + " Estrin, Shmatikov: How to Backdoor Federated Learning, AISTATS"
                                + " 2020")
                .madeBy(given -> new OnPoisonedData(backdoor(given)));
        attack(
                        "feature-noise",
                        "b = own gradient on features with N(0, std^2) added, fixed for a row")
                .takes(number("std", "1").atLeast(0).below(1e36))
                .source(Described.FOLKLORE)
                .madeBy(given -> new OnPoisonedData(new FeatureNoise(given.number("std"))));
    }

    private DataAttacks() {}

    private static Entry.Draft<Attack> attack(String name, String formula) {
        return Described.attack(ATTACKS, name, Knowledge.COLLUDERS, formula);
    }

    private static LabelFlip labelFlip(Arguments given) {
        int otherwise = given.is("to", NEXT) ? LabelFlip.NEXT : LabelFlip.OPPOSITE;
        return new LabelFlip(given.whole("from", LabelFlip.ALL), given.whole("to", otherwise));
    }

    private static Backdoor backdoor(Arguments given) {
        return new Backdoor(
                given.whole("target"),
                given.number("share"),
                given.whole("size"),
                (float) given.number("value"));
    }
}
