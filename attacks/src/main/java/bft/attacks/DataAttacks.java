package bft.attacks;

import bft.spec.Spec;
import bft.attacks.data.Backdoor;
import bft.attacks.data.FeatureNoise;
import bft.attacks.data.LabelFlip;
import bft.attacks.data.Poison;
import java.util.List;
import java.util.function.Function;

/** Attacks on what the Byzantine workers learn from. */
final class DataAttacks {
    static final List<AttackEntry> ENTRIES =
            List.of(
                    onData(
                            "label-flip",
                            "b = own gradient on flipped labels, of C classes y -> C-1-y",
                            List.of(
                                    "to=opposite|next|CLASS: y becomes C-1-y, y+1 mod C, or that class",
                                    "from=all|CLASS: only labels of that class are flipped"),
                            "Biggio, Nelson, Laskov: Support Vector Machines Under Adversarial Label"
                                    + " Noise, ACML 2011; C-1-y as in "
                                    + AttackEntry.FANG,
                            DataAttacks::labelFlip),
                    onData(
                            "backdoor",
                            "b = own gradient on rows of which a share has a bright square in the"
                                    + " corner and the target's label; boosted by"
                                    + " backdoor,model-replacement",
                            List.of(
                                    "target=0: the class that the square stands for",
                                    "share=0.5: of the rows of a worker",
                                    "size=3: edge of the square",
                                    "value=3: of its pixels"),
                            "Gu, Dolan-Gavitt, Garg: BadNets: Identifying Vulnerabilities in the"
                                    + " Machine Learning Model Supply Chain, 2017; Bagdasaryan,"
                                    + " Veit, Hua, Estrin, Shmatikov: How to Backdoor Federated"
                                    + " Learning, AISTATS 2020",
                            spec ->
                                    new Backdoor(
                                            spec.integer("target", 0),
                                            spec.number("share", 0.5),
                                            spec.integer("size", 3),
                                            (float) spec.number("value", 3))),
                    onData(
                            "feature-noise",
                            "b = own gradient on features with N(0, std^2) added, fixed for a row",
                            List.of("std=1"),
                            AttackEntry.FOLKLORE,
                            spec -> new FeatureNoise(spec.number("std", 1))));

    private DataAttacks() {}

    private static AttackEntry onData(
            String name,
            String formula,
            List<String> parameters,
            String source,
            Function<Spec, Poison> factory) {
        return AttackEntry.of(
                name,
                formula,
                parameters,
                Knowledge.COLLUDERS,
                source,
                spec -> new OnPoisonedData(factory.apply(spec)));
    }

    private static Poison labelFlip(Spec spec) {
        int from = spec.text("from", "all").equals("all") ? LabelFlip.ALL : classOf(spec, "from");
        int to =
                switch (spec.text("to", "opposite")) {
                    case "opposite" -> LabelFlip.OPPOSITE;
                    case "next" -> LabelFlip.NEXT;
                    default -> classOf(spec, "to");
                };
        return new LabelFlip(from, to);
    }

    private static int classOf(Spec spec, String parameter) {
        int label = spec.integer(parameter, 0);
        if (label < 0) {
            throw new IllegalArgumentException(
                    "label-flip: %s must be a class, at least 0, got %s"
                            .formatted(parameter, label));
        }
        return label;
    }
}
