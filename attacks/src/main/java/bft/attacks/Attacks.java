package bft.attacks;

import bft.aggregation.spec.Spec;
import bft.attacks.gradient.ConstantVector;
import bft.attacks.gradient.Direction;
import bft.attacks.gradient.Factor;
import bft.attacks.gradient.GaussianNoise;
import bft.attacks.gradient.HiddenNonFinite;
import bft.attacks.gradient.LineAttack;
import bft.attacks.gradient.MajorityQuantile;
import bft.attacks.gradient.ScaledOwn;
import bft.attacks.gradient.Start;
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
    private static final String FOLKLORE = "folklore";

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
                            spec ->
                                    new LineAttack(
                                            Start.ORIGIN,
                                            Direction.againstMean(),
                                            fixed(spec.number("scale", 100)))),
                    entry(
                            "little-is-enough",
                            "b = mu + sign * z * sigma",
                            List.of(
                                    "z=neurips|preprint|NUMBER: the two are quantiles of"
                                            + " (n-f-s)/(n-f) and (n-s)/n, s = floor(n/2+1)-f",
                                    "sign=minus|plus",
                                    "ddof=1|0: sigma divides by the sample size less this",
                                    "population=honest|own: whose mu and sigma"),
                            Knowledge.OMNISCIENT,
                            BARUCH,
                            Attacks::littleIsEnough),
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
