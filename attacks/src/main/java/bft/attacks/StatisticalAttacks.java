package bft.attacks;

import static bft.attacks.AttackEntry.BARUCH;
import static bft.attacks.AttackEntry.BLANCHARD;
import static bft.attacks.AttackEntry.EVALS;
import static bft.attacks.AttackEntry.FANG;
import static bft.attacks.AttackEntry.SIDE;
import static bft.attacks.AttackEntry.XIE;
import static bft.attacks.AttackEntry.againstMean;
import static bft.attacks.AttackEntry.factor;
import static bft.attacks.AttackEntry.fixed;
import static bft.attacks.AttackEntry.toAndFro;

import bft.spec.Spec;
import bft.attacks.gradient.AgainstElimination;
import bft.attacks.gradient.Direction;
import bft.attacks.gradient.Factor;
import bft.attacks.gradient.FittedNoise;
import bft.attacks.gradient.HiddenFactor;
import bft.attacks.gradient.LearnedMimic;
import bft.attacks.gradient.LineAttack;
import bft.attacks.gradient.MajorityQuantile;
import bft.attacks.gradient.Mimic;
import bft.attacks.gradient.Start;
import bft.attacks.gradient.Sybils;
import java.util.List;

/** Attacks that follow from the honest vectors. */
final class StatisticalAttacks {
    private static final String SHEJWALKAR =
            "Shejwalkar, Houmansadr: Manipulating the Byzantine: Optimizing Model Poisoning"
                    + " Attacks and Defenses for Federated Learning, NDSS 2021";

    static final List<AttackEntry> ENTRIES =
            List.of(
                    AttackEntry.of(
                            "omniscient-negative",
                            "b = -scale * mu",
                            List.of("scale=100"),
                            Knowledge.OMNISCIENT,
                            BLANCHARD,
                            spec -> againstMean(fixed(spec.number("scale", 100)))),
                    AttackEntry.of(
                            "gaussian-fit",
                            "b ~ N(mu, (scale * sigma)^2) in each coordinate, fresh for each worker",
                            List.of("scale=1"),
                            Knowledge.OMNISCIENT,
                            FANG,
                            spec -> new FittedNoise(spec.number("scale", 1))),
                    AttackEntry.of(
                            "inner-product-manipulation",
                            "b = -epsilon * mu",
                            List.of("epsilon=0.5|search: search needs the rule in use", EVALS),
                            Knowledge.OMNISCIENT,
                            XIE,
                            spec -> againstMean(factor(spec, "epsilon", 0.5))),
                    AttackEntry.of(
                            "empire",
                            "b = mu + factor * (-mu): 1 is the zero vector",
                            List.of("factor=1.1|search: search needs the rule in use", EVALS, SIDE),
                            Knowledge.OMNISCIENT,
                            XIE,
                            spec ->
                                    new LineAttack(
                                            Start.MEAN,
                                            Direction.againstMean(),
                                            factor(spec, "factor", 1.1))),
                    AttackEntry.of(
                            "linear-steering",
                            "b = (n U - sum of the honest) / f with U = target * mu, so that the"
                                    + " mean of all is U",
                            List.of("target=-1"),
                            Knowledge.OMNISCIENT,
                            BLANCHARD,
                            spec -> steering(spec.number("target", -1))),
                    AttackEntry.of(
                            "sum-to-zero",
                            "b = -(sum of the honest) / f, so that the mean of all is 0",
                            List.of(),
                            Knowledge.OMNISCIENT,
                            BLANCHARD,
                            spec -> steering(0)),
                    AttackEntry.of(
                            "little-is-enough",
                            "b = mu + sign * z * sigma",
                            List.of(
                                    "z=neurips|preprint|search|NUMBER: the first two are quantiles of"
                                            + " (n-f-s)/(n-f) and (n-s)/n, s = floor(n/2+1)-f;"
                                            + " search needs the rule in use",
                                    "sign=minus|plus",
                                    "ddof=1|0: sigma divides by the sample size less this",
                                    "population=honest|own: whose mu and sigma",
                                    EVALS,
                                    SIDE),
                            Knowledge.OMNISCIENT,
                            BARUCH,
                            StatisticalAttacks::littleIsEnough),
                    AttackEntry.of(
                            "min-max",
                            "b = mu + t * p, the largest t with max |b - g_i| <= max |g_i - g_j|",
                            List.of(
                                    "direction=unit|sign|deviation: p = -mu/|mu|, -sign(mu), -sigma"),
                            Knowledge.OMNISCIENT,
                            SHEJWALKAR,
                            spec -> hidden(spec, HiddenFactor.MIN_MAX)),
                    AttackEntry.of(
                            "min-sum",
                            "b = mu + t * p, the largest t with sum_i |b - g_i|^2 <= max_i sum_j"
                                    + " |g_i - g_j|^2",
                            List.of(
                                    "direction=unit|sign|deviation: p = -mu/|mu|, -sign(mu), -sigma",
                                    "bound=max|min: the paper's, or the min over i of its code"),
                            Knowledge.OMNISCIENT,
                            SHEJWALKAR,
                            spec ->
                                    hidden(
                                            spec,
                                            spec.oneOf("bound", "max", "min").equals("max")
                                                    ? HiddenFactor.MIN_SUM
                                                    : HiddenFactor.MIN_SUM_OF_LEAST)),
                    AttackEntry.of(
                            "mimic",
                            "b = the vector of one honest worker",
                            List.of(
                                    "worker=0|learned: which one; learned is the one furthest along"
                                            + " the direction of most variance over the rounds",
                                    "warmup=100: rounds in which a learned one may change",
                                    "end=largest|smallest: of its projections"),
                            Knowledge.OMNISCIENT,
                            "Karimireddy, He, Jaggi: Byzantine-Robust Learning on Heterogeneous"
                                    + " Datasets via Bucketing, ICLR 2022",
                            StatisticalAttacks::mimic),
                    AttackEntry.of(
                            "sybil",
                            "b_k = -scale * mu + e_k, the sum of the e_k is 0",
                            List.of(
                                    "scale=1",
                                    "jitter=3: |e_k| / |b|; 0 is the same vector from all"),
                            Knowledge.OMNISCIENT,
                            "Fung, Yoon, Beschastnikh: The Limitations of Federated Learning in"
                                    + " Sybil Settings, RAID 2020",
                            spec -> new Sybils(spec.number("scale", 1), spec.number("jitter", 3))),
                    AttackEntry.of(
                            "anti-cge",
                            "b = -c * (sum of the n-2f least honest), its norm just below the next",
                            List.of("least=once|twice: how often the least counts"),
                            Knowledge.OMNISCIENT,
                            "ByzantineMomentum code, EPFL, 2021",
                            spec ->
                                    new AgainstElimination(
                                            spec.oneOf("least", "once", "twice").equals("twice"))));

    private StatisticalAttacks() {}

    private static Attack littleIsEnough(Spec spec) {
        String z = spec.text("z", "neurips");
        Factor factor =
                switch (z) {
                    case "neurips" -> MajorityQuantile.NEURIPS;
                    case "preprint" -> MajorityQuantile.PREPRINT;
                    case "search" -> toAndFro(spec);
                    default -> fixed(spec.number("z", 0));
                };
        int sign = spec.oneOf("sign", "minus", "plus").equals("plus") ? 1 : -1;
        int ddof = spec.oneOf("ddof", "1", "0").equals("0") ? 0 : 1;
        boolean ownOnly = spec.oneOf("population", "honest", "own").equals("own");
        return new LineAttack(Start.MEAN, Direction.deviation(sign, ddof), factor, ownOnly);
    }

    private static Attack mimic(Spec spec) {
        boolean largest = spec.oneOf("end", "largest", "smallest").equals("largest");
        return spec.text("worker", "0").equals("learned")
                ? new LearnedMimic(spec.integer("warmup", 100), largest)
                : new Mimic(spec.integer("worker", 0));
    }

    private static Attack steering(double target) {
        return againstMean((line, view) -> (view.n() - view.f() - target * view.n()) / view.f());
    }

    private static Attack hidden(Spec spec, HiddenFactor factor) {
        Direction direction =
                switch (spec.oneOf("direction", "unit", "sign", "deviation")) {
                    case "unit" -> Direction.againstMeanUnit();
                    case "sign" -> Direction.againstMeanSign();
                    default -> Direction.deviation(-1, 1);
                };
        return new LineAttack(Start.MEAN, direction, factor);
    }
}
