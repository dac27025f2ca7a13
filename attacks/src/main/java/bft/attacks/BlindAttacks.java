package bft.attacks;

import static bft.attacks.AttackEntry.BLANCHARD;
import static bft.attacks.AttackEntry.FOLKLORE;

import bft.spec.Spec;
import bft.attacks.gradient.ConstantVector;
import bft.attacks.gradient.Dropping;
import bft.attacks.gradient.GaussianNoise;
import bft.attacks.gradient.HiddenNonFinite;
import bft.attacks.gradient.LossyLink;
import bft.attacks.gradient.LossyLink.Fill;
import bft.attacks.gradient.ModelReplacement;
import bft.attacks.gradient.ScaledOwn;
import bft.attacks.gradient.UniformNoise;
import java.util.List;
import java.util.Locale;

/** Attacks that look at nothing but what the Byzantine workers would honestly send. */
final class BlindAttacks {
    static final List<AttackEntry> ENTRIES =
            List.of(
                    AttackEntry.of(
                            "gaussian",
                            "b ~ N(mean, std^2) in each coordinate, fresh for each worker",
                            List.of(
                                    "std=200",
                                    "mean=0",
                                    "draw=each|common: common is one draw for all (ByzFL)"),
                            Knowledge.NONE,
                            BLANCHARD,
                            spec ->
                                    new GaussianNoise(
                                            spec.number("mean", 0),
                                            spec.number("std", 200),
                                            spec.oneOf("draw", "each", "common").equals("common"))),
                    AttackEntry.of(
                            "random",
                            "b ~ U[0, 1) in each coordinate, fresh for each worker",
                            List.of(),
                            Knowledge.NONE,
                            "Guerraoui et al.: GARFIELD: System Support for Byzantine Machine"
                                    + " Learning, DSN 2021",
                            spec -> new UniformNoise()),
                    AttackEntry.of(
                            "zero",
                            "b = 0",
                            List.of(),
                            Knowledge.NONE,
                            FOLKLORE,
                            spec -> new ConstantVector(0)),
                    AttackEntry.of(
                            "non-finite",
                            "NaN or infinity in all coordinates; mixed: the own gradient with one"
                                    + " of NaN, infinity, -infinity in one random coordinate",
                            List.of("kind=nan|inf|mixed"),
                            Knowledge.NONE,
                            FOLKLORE,
                            BlindAttacks::nonFinite),
                    AttackEntry.of(
                            "sign-flip",
                            "b = -scale * own gradient",
                            List.of("scale=1"),
                            Knowledge.COLLUDERS,
                            FOLKLORE,
                            spec -> new ScaledOwn(-spec.number("scale", 1))),
                    AttackEntry.of(
                            "reversed",
                            "b = -scale * own gradient",
                            List.of("scale=100"),
                            Knowledge.COLLUDERS,
                            "Guerraoui et al.: GARFIELD: System Support for Byzantine Machine"
                                    + " Learning, DSN 2021",
                            spec -> new ScaledOwn(-spec.number("scale", 100))),
                    AttackEntry.of(
                            "drop",
                            "b = own gradient, a share of its coordinates set to 0",
                            List.of("share=0.3"),
                            Knowledge.COLLUDERS,
                            "Guerraoui et al.: GARFIELD: System Support for Byzantine Machine"
                                    + " Learning, DSN 2021",
                            spec -> new Dropping(spec.number("share", 0.3))),
                    AttackEntry.of(
                            "lossy-link",
                            "b = own gradient, whole datagrams of it lost on the way",
                            List.of(
                                    "loss=0.1: share of the datagrams",
                                    "datagram=350: coordinates in one",
                                    "lost=nan|zero|noise: what arrives instead",
                                    "std=100: of the noise"),
                            Knowledge.COLLUDERS,
                            "Damaskinos et al.: AggregaThor, SysML 2019",
                            BlindAttacks::lossyLink),
                    AttackEntry.of(
                            "model-replacement",
                            "b = n / (eta f) * own gradient, which is of poisoned data",
                            List.of("eta=1: the server's own learning rate"),
                            Knowledge.COLLUDERS,
                            "Bagdasaryan, Veit, Hua, Estrin, Shmatikov: How to Backdoor Federated"
                                    + " Learning, AISTATS 2020",
                            spec -> new ModelReplacement(spec.number("eta", 1))));

    private BlindAttacks() {}

    private static Attack lossyLink(Spec spec) {
        String lost = spec.oneOf("lost", "nan", "zero", "noise");
        return new LossyLink(
                spec.number("loss", 0.1),
                spec.integer("datagram", 350),
                Fill.valueOf(lost.toUpperCase(Locale.ROOT)),
                spec.number("std", 100));
    }

    private static Attack nonFinite(Spec spec) {
        return switch (spec.oneOf("kind", "nan", "inf", "mixed")) {
            case "nan" -> new ConstantVector(Float.NaN);
            case "inf" -> new ConstantVector(Float.POSITIVE_INFINITY);
            default -> new HiddenNonFinite();
        };
    }
}
