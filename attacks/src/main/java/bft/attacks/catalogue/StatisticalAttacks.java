package bft.attacks.catalogue;

import static bft.attacks.catalogue.Described.BARUCH;
import static bft.attacks.catalogue.Described.BLANCHARD;
import static bft.attacks.catalogue.Described.EVALS;
import static bft.attacks.catalogue.Described.FANG;
import static bft.attacks.catalogue.Described.SEARCH;
import static bft.attacks.catalogue.Described.SIDE;
import static bft.attacks.catalogue.Described.XIE;
import static bft.attacks.catalogue.Described.againstMean;
import static bft.attacks.catalogue.Described.factor;
import static bft.attacks.catalogue.Described.fixed;
import static bft.attacks.catalogue.Described.isMirrored;
import static bft.spec.Parameter.number;
import static bft.spec.Parameter.whole;
import static bft.spec.Parameter.word;

import bft.attacks.Attack;
import bft.attacks.Knowledge;
import bft.attacks.gradient.AgainstElimination;
import bft.attacks.gradient.FittedNoise;
import bft.attacks.gradient.LearnedMimic;
import bft.attacks.gradient.Mimic;
import bft.attacks.gradient.Sybils;
import bft.attacks.line.Direction;
import bft.attacks.line.Factor;
import bft.attacks.line.HiddenFactor;
import bft.attacks.line.LineAttack;
import bft.attacks.line.MajorityQuantile;
import bft.attacks.line.Start;
import bft.spec.Arguments;
import bft.spec.Entry;
import bft.spec.Parameter;
import bft.spec.Registry;

/** Attacks computed from statistics of the honest vectors. */
final class StatisticalAttacks {
    private static final String SHEJWALKAR =
            "Shejwalkar, Houmansadr: Manipulating the Byzantine: Optimizing Model"
                    + " Poisoning Attacks and Defenses for Federated Learning, NDSS 2021";
    private static final String NEEDS_RULE = "search needs the rule in use";
    private static final String LEARNED = "learned";
    private static final Parameter DIRECTION =
            word("direction", "unit", "sign", "deviation").means("p = -mu/|mu|, -sign(mu), -sigma");

    static final Registry<Attack> ATTACKS = new Registry<>("attack");

    static {
        attack("omniscient-negative", "b = -scale * mu")
                .takes(number("scale", "100"))
                .source(BLANCHARD)
                .madeBy(given -> againstMean(fixed(given.number("scale"))));
        attack(
                        "gaussian-fit",
                        "b ~ N(mu, (scale * sigma)^2) in each coordinate, fresh for each worker")
                .takes(number("scale", "1").atLeast(0))
                .source(FANG)
                .madeBy(given -> new FittedNoise(given.number("scale")));
        attack("inner-product-manipulation", "b = -epsilon * mu")
                .alias("ipm")
                .takes(number("epsilon", "0.5").or(SEARCH).means(NEEDS_RULE), EVALS)
                .source(XIE)
                .madeBy(given -> againstMean(factor(given, "epsilon", false)));
        attack("empire", "b = mu + factor * (-mu): 1 is the zero vector")
                .takes(number("factor", "1.1").or(SEARCH).means(NEEDS_RULE), EVALS, SIDE)
                .source(XIE)
                .madeBy(
                        given ->
                                new LineAttack(
                                        Start.MEAN,
                                        Direction.againstMean(),
                                        factor(given, "factor", isMirrored(given))));
        attack(
                        "linear-steering",
                        "b = (n U - sum of the honest) / f with U = target * mu, so that the"
                                + " mean of all is U")
                .takes(number("target", "-1"))
                .source(BLANCHARD)
                .madeBy(given -> steering(given.number("target")));
        attack("sum-to-zero", "b = -(sum of the honest) / f, so that the mean of all is 0")
                .source(BLANCHARD)
                .madeBy(given -> steering(0));
        attack("little-is-enough", "b = mu + sign * z * sigma")
                .alias("alie")
                .takes(
                        number("z", "neurips")
                                .or("preprint", SEARCH)
                                .means(
                                        "the first two are quantiles of (n-f-s)/(n-f) and (n-s)/n,"
                                                + " s ="
                                                + " floor(n/2+1)-f; "
                                                + NEEDS_RULE),
                        word("sign", "minus", "plus"),
                        word("ddof", "1", "0").means("sigma divides by the sample size less this"),
                        word("population", "honest", "own")
                                .means("the vectors that mu and sigma are computed from"),
                        EVALS,
                        SIDE)
                .source(BARUCH)
                .madeBy(StatisticalAttacks::littleIsEnough);
        attack("min-max", "b = mu + t * p, the largest t with max |b - g_i| <= max |g_i - g_j|")
                .takes(DIRECTION)
                .source(SHEJWALKAR)
                .madeBy(given -> hidden(given, HiddenFactor.MIN_MAX));
        attack(
                        "min-sum",
                        "b = mu + t * p, the largest t with sum_i |b - g_i|^2 <= max_i sum_j"
                                + " |g_i - g_j|^2")
                .takes(
                        DIRECTION,
                        word("bound", "max", "min")
                                .means("the paper's, or the min over i of its code"))
                .source(SHEJWALKAR)
                .madeBy(
                        given ->
                                hidden(
                                        given,
                                        given.is("bound", "max")
                                                ? HiddenFactor.MIN_SUM
                                                : HiddenFactor.MIN_SUM_OF_LEAST));
        attack("mimic", "b = the vector of one honest worker")
                .takes(
                        whole("worker", "0")
                                .or(LEARNED)
                                .atLeast(0)
                                .means(
                                        "index of the worker; learned: the one furthest along the"
                                                + " direction of largest"
                                                + " variance over the rounds"),
                        whole("warmup", "100")
                                .atLeast(1)
                                .means("number of rounds in which a learned one may change"),
                        word("end", "largest", "smallest").means("of its projections"))
                .source(
                        "Karimireddy, He, Jaggi: Byzantine-Robust Learning on Heterogeneous"
                                + " Datasets via Bucketing, ICLR 2022")
                .madeBy(StatisticalAttacks::mimic);
        attack("sybil", "b_k = -scale * mu + e_k, the sum of the e_k is 0")
                .takes(
                        number("scale", "1"),
                        number("jitter", "3")
                                .atLeast(0)
                                .means("|e_k| / |b|; 0 is the same vector from all"))
                .source(
                        "Fung, Yoon, Beschastnikh: The Limitations of Federated Learning in"
                                + " Sybil Settings, RAID 2020")
                .madeBy(given -> new Sybils(given.number("scale"), given.number("jitter")));
        attack("anti-cge", "b = -c * (sum of the n-2f least honest), its norm just below the next")
                .takes(word("least", "once", "twice").means("how often the shortest counts"))
                .source("ByzantineMomentum code, EPFL, 2021")
                .madeBy(given -> new AgainstElimination(given.is("least", "twice")));
    }

    private StatisticalAttacks() {}

    private static Entry.Draft<Attack> attack(String name, String formula) {
        return Described.attack(ATTACKS, name, Knowledge.OMNISCIENT, formula);
    }

    private static Attack littleIsEnough(Arguments given) {
        Factor factor =
                switch (given.text("z")) {
                    case "neurips" -> MajorityQuantile.NEURIPS;
                    case "preprint" -> MajorityQuantile.PREPRINT;
                    default -> factor(given, "z", isMirrored(given));
                };
        int sign = given.is("sign", "plus") ? 1 : -1;
        int ddof = given.is("ddof", "0") ? 0 : 1;
        boolean ownOnly = given.is("population", "own");
        return new LineAttack(Start.MEAN, Direction.deviation(sign, ddof), factor, ownOnly);
    }

    private static Attack mimic(Arguments given) {
        return given.is("worker", LEARNED)
                ? new LearnedMimic(given.whole("warmup"), given.is("end", "largest"))
                : new Mimic(given.whole("worker"));
    }

    private static Attack steering(double target) {
        return againstMean((line, view) -> (view.n() - view.f() - target * view.n()) / view.f());
    }

    private static Attack hidden(Arguments given, HiddenFactor factor) {
        Direction direction =
                switch (given.text("direction")) {
                    case "unit" -> Direction.againstMeanUnit();
                    case "sign" -> Direction.againstMeanSign();
                    default -> Direction.deviation(-1, 1);
                };
        return new LineAttack(Start.MEAN, direction, factor);
    }
}
