package bft.attacks;

import bft.aggregation.spec.Spec;
import bft.attacks.gradient.AgainstElimination;
import bft.attacks.gradient.ConstantVector;
import bft.attacks.gradient.Direction;
import bft.attacks.gradient.Factor;
import bft.attacks.gradient.GaussianNoise;
import bft.attacks.gradient.HiddenFactor;
import bft.attacks.gradient.HiddenNonFinite;
import bft.attacks.gradient.LineAttack;
import bft.attacks.gradient.MajorityQuantile;
import bft.attacks.gradient.Mimic;
import bft.attacks.gradient.ScaledOwn;
import bft.attacks.gradient.Start;
import bft.attacks.gradient.TunedFactor;
import bft.attacks.gradient.UniformNoise;
import java.util.List;
import java.util.function.Function;

/** Every attack by name. A specification is a name with parameters, {@code gaussian:std=200}. */
public final class Attacks {
    private static final String BLANCHARD =
            "Blanchard, El Mhamdi, Guerraoui, Stainer: Machine Learning with Adversaries:"
                    + " Byzantine Tolerant Gradient Descent, NIPS 2017";
    private static final String BARUCH =
            "Baruch, Baruch, Goldberg: A Little Is Enough: Circumventing Defenses For Distributed"
                    + " Learning, NeurIPS 2019";
    private static final String XIE =
            "Xie, Koyejo, Gupta: Fall of Empires: Breaking Byzantine-tolerant SGD by Inner Product"
                    + " Manipulation, UAI 2019";
    private static final String SHEJWALKAR =
            "Shejwalkar, Houmansadr: Manipulating the Byzantine: Optimizing Model Poisoning"
                    + " Attacks and Defenses for Federated Learning, NDSS 2021";
    private static final String FOLKLORE = "folklore";
    private static final String EVALS = "evals=16: trials of a search";
    private static final String SIDE =
            "side=same|other: the side of mu a search tries; other builds on this one all the same"
                    + " (ByzantineMomentum with a negative factor)";

    private static final List<Entry> ENTRIES =
            List.of(
                    entry(
                            "gaussian",
                            "b ~ N(mean, std^2) in each coordinate, fresh for each worker",
                            List.of("std=200", "mean=0"),
                            Knowledge.NONE,
                            BLANCHARD,
                            spec ->
                                    new GaussianNoise(
                                            spec.number("mean", 0), spec.number("std", 200))),
                    entry(
                            "sign-flip",
                            "b = -scale * own gradient",
                            List.of("scale=1"),
                            Knowledge.COLLUDERS,
                            FOLKLORE,
                            spec -> new ScaledOwn(-spec.number("scale", 1))),
                    entry(
                            "omniscient-negative",
                            "b = -scale * mu",
                            List.of("scale=100"),
                            Knowledge.OMNISCIENT,
                            BLANCHARD,
                            spec -> againstMean(fixed(spec.number("scale", 100)))),
                    entry(
                            "inner-product-manipulation",
                            "b = -epsilon * mu",
                            List.of("epsilon=0.5|search: search needs the rule in use", EVALS),
                            Knowledge.OMNISCIENT,
                            XIE,
                            spec -> againstMean(factor(spec, "epsilon", 0.5))),
                    entry(
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
                    entry(
                            "linear-steering",
                            "b = (n U - sum of the honest) / f with U = target * mu, so that the"
                                    + " mean of all is U",
                            List.of("target=-1"),
                            Knowledge.OMNISCIENT,
                            BLANCHARD,
                            spec -> steering(spec.number("target", -1))),
                    entry(
                            "sum-to-zero",
                            "b = -(sum of the honest) / f, so that the mean of all is 0",
                            List.of(),
                            Knowledge.OMNISCIENT,
                            BLANCHARD,
                            spec -> steering(0)),
                    entry(
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
                            Attacks::littleIsEnough),
                    entry(
                            "min-max",
                            "b = mu + t * p, the largest t with max |b - g_i| <= max |g_i - g_j|",
                            List.of(
                                    "direction=unit|sign|deviation: p = -mu/|mu|, -sign(mu), -sigma"),
                            Knowledge.OMNISCIENT,
                            SHEJWALKAR,
                            spec -> hidden(spec, HiddenFactor.MIN_MAX)),
                    entry(
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
                                            choice(spec, "bound", "max", "min") == 0
                                                    ? HiddenFactor.MIN_SUM
                                                    : HiddenFactor.MIN_SUM_OF_LEAST)),
                    entry(
                            "hidden-vulnerability",
                            "b = mu + factor * e_j, or * (1, ..., 1)",
                            List.of(
                                    "factor=search|NUMBER: search needs the rule in use",
                                    EVALS,
                                    SIDE,
                                    "coordinate=-1|all|NUMBER: j, from -1 at the end"),
                            Knowledge.OMNISCIENT_WITH_RULE,
                            "El Mhamdi, Guerraoui, Rouault: The Hidden Vulnerability of Distributed"
                                    + " Learning in Byzantium, ICML 2018",
                            Attacks::hiddenVulnerability),
                    entry(
                            "opt-ipm",
                            "b = -t * mu, t searched to drive the result farthest from mu",
                            List.of("evals=20: trials", "step=10: the first"),
                            Knowledge.OMNISCIENT_WITH_RULE,
                            "ByzFL library, EPFL, 2024, on " + XIE,
                            spec -> againstMean(upward(spec))),
                    entry(
                            "opt-alie",
                            "b = mu + t * sigma, t searched to drive the result farthest from mu",
                            List.of("evals=20: trials", "step=10: the first"),
                            Knowledge.OMNISCIENT_WITH_RULE,
                            "ByzFL library, EPFL, 2024, on " + BARUCH,
                            spec ->
                                    new LineAttack(
                                            Start.MEAN, Direction.deviation(1, 1), upward(spec))),
                    entry(
                            "mimic",
                            "b = the vector of one honest worker",
                            List.of("worker=0: which one"),
                            Knowledge.OMNISCIENT,
                            "Karimireddy, He, Jaggi: Byzantine-Robust Learning on Heterogeneous"
                                    + " Datasets via Bucketing, ICLR 2022",
                            spec -> new Mimic(spec.integer("worker", 0))),
                    entry(
                            "anti-cge",
                            "b = -c * (sum of the n-2f least honest), its norm just below the next",
                            List.of("least=once|twice: how often the least counts"),
                            Knowledge.OMNISCIENT,
                            "ByzantineMomentum code, EPFL, 2021",
                            spec ->
                                    new AgainstElimination(
                                            choice(spec, "least", "once", "twice") == 1)),
                    entry(
                            "reversed",
                            "b = -scale * own gradient",
                            List.of("scale=100"),
                            Knowledge.COLLUDERS,
                            "Guerraoui et al.: GARFIELD: System Support for Byzantine Machine"
                                    + " Learning, DSN 2021",
                            spec -> new ScaledOwn(-spec.number("scale", 100))),
                    entry(
                            "random",
                            "b ~ U[0, 1) in each coordinate, fresh for each worker",
                            List.of(),
                            Knowledge.NONE,
                            "Guerraoui et al.: GARFIELD: System Support for Byzantine Machine"
                                    + " Learning, DSN 2021",
                            spec -> new UniformNoise()),
                    entry(
                            "non-finite",
                            "NaN or infinity in all coordinates; mixed: the own gradient with one"
                                    + " of NaN, infinity, -infinity in one random coordinate",
                            List.of("kind=nan|inf|mixed"),
                            Knowledge.NONE,
                            FOLKLORE,
                            Attacks::nonFinite),
                    entry(
                            "zero",
                            "b = 0",
                            List.of(),
                            Knowledge.NONE,
                            FOLKLORE,
                            spec -> new ConstantVector(0)));

    private Attacks() {}

    /**
     * The attack of that specification.
     *
     * @throws IllegalArgumentException if there is no such attack or parameter, with those that
     *     there are
     */
    public static Attack of(String specification) {
        Spec spec = Spec.parse(specification);
        Entry entry = entryOf(spec.name());
        String[] known =
                entry.description().parameters().stream()
                        .map(parameter -> parameter.substring(0, parameter.indexOf('=')))
                        .toArray(String[]::new);
        return entry.factory().apply(spec.allowing(known));
    }

    /**
     * What the attack of that specification needs to see.
     *
     * @throws IllegalArgumentException if there is no such attack
     */
    public static Knowledge knowledge(String specification) {
        return entryOf(Spec.parse(specification).name()).description().knowledge();
    }

    /** What there is, in words. */
    public static List<AttackDescription> all() {
        return ENTRIES.stream().map(Entry::description).toList();
    }

    private static Entry entryOf(String name) {
        for (Entry entry : ENTRIES) {
            if (entry.description().name().equals(name)) {
                return entry;
            }
        }
        List<String> names = all().stream().map(AttackDescription::name).toList();
        throw new IllegalArgumentException(
                "no attack '" + name + "'; there are " + String.join(", ", names));
    }

    private static Attack littleIsEnough(Spec spec) {
        String z = spec.text("z", "neurips");
        Factor factor =
                switch (z) {
                    case "neurips" -> MajorityQuantile.NEURIPS;
                    case "preprint" -> MajorityQuantile.PREPRINT;
                    case "search" -> toAndFro(spec);
                    default -> fixed(spec.number("z", 0));
                };
        int sign = choice(spec, "sign", "minus", "plus") == 0 ? -1 : 1;
        int ddof = choice(spec, "ddof", "1", "0") == 0 ? 1 : 0;
        boolean ownOnly = choice(spec, "population", "honest", "own") == 1;
        return new LineAttack(Start.MEAN, Direction.deviation(sign, ddof), factor, ownOnly);
    }

    private static Attack nonFinite(Spec spec) {
        return switch (choice(spec, "kind", "nan", "inf", "mixed")) {
            case 0 -> new ConstantVector(Float.NaN);
            case 1 -> new ConstantVector(Float.POSITIVE_INFINITY);
            default -> new HiddenNonFinite();
        };
    }

    private static Attack steering(double target) {
        return againstMean((line, view) -> (view.n() - view.f() - target * view.n()) / view.f());
    }

    private static Attack againstMean(Factor factor) {
        return new LineAttack(Start.ORIGIN, Direction.againstMean(), factor);
    }

    private static Attack hidden(Spec spec, HiddenFactor factor) {
        Direction direction =
                switch (choice(spec, "direction", "unit", "sign", "deviation")) {
                    case 0 -> Direction.againstMeanUnit();
                    case 1 -> Direction.againstMeanSign();
                    default -> Direction.deviation(-1, 1);
                };
        return new LineAttack(Start.MEAN, direction, factor);
    }

    private static Attack hiddenVulnerability(Spec spec) {
        boolean all = spec.text("coordinate", "").equals("all");
        Direction direction =
                all
                        ? Direction.allCoordinates()
                        : Direction.coordinate(spec.integer("coordinate", -1));
        Factor factor =
                spec.parameters().containsKey("factor")
                        ? factor(spec, "factor", 0)
                        : toAndFro(spec);
        return new LineAttack(Start.MEAN, direction, factor);
    }

    private static Factor factor(Spec spec, String parameter, double otherwise) {
        return spec.text(parameter, "").equals("search")
                ? toAndFro(spec)
                : fixed(spec.number(parameter, otherwise));
    }

    private static Factor toAndFro(Spec spec) {
        boolean mirrored =
                spec.parameters().containsKey("side") && choice(spec, "side", "same", "other") == 1;
        return new TunedFactor(TunedFactor.Search.BOTH, spec.integer("evals", 16), 1, mirrored);
    }

    private static Factor upward(Spec spec) {
        return new TunedFactor(
                TunedFactor.Search.UPWARD,
                spec.integer("evals", 20),
                spec.number("step", 10),
                false);
    }

    private static Factor fixed(double factor) {
        return (line, view) -> factor;
    }

    /** The position of the value among the options, of which the first is the default. */
    private static int choice(Spec spec, String parameter, String... options) {
        String value = spec.text(parameter, options[0]);
        int position = List.of(options).indexOf(value);
        if (position < 0) {
            throw new IllegalArgumentException(
                    "%s: %s must be one of %s, got '%s'"
                            .formatted(spec.name(), parameter, String.join(", ", options), value));
        }
        return position;
    }

    private static Entry entry(
            String name,
            String formula,
            List<String> parameters,
            Knowledge knowledge,
            String source,
            Function<Spec, Attack> factory) {
        return new Entry(
                new AttackDescription(name, formula, parameters, knowledge, source), factory);
    }

    private record Entry(AttackDescription description, Function<Spec, Attack> factory) {}
}
