package bft.aggregation;

import bft.aggregation.mixing.KrumScore;
import bft.aggregation.mixing.MultiKrum;
import bft.aggregation.reducer.Mean;
import bft.aggregation.reducer.Median;
import bft.aggregation.reducer.TrimmedMean;
import bft.aggregation.spec.Spec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Every rule by name. A specification is a name with parameters, {@code multi-krum:m=5}, or a chain
 * of them, {@code krum,median}: mixings in the order they are applied and at the end a reducer,
 * which is the mean if none is given.
 */
public final class Rules {
    private static final String YIN =
            "Yin, Chen, Ramchandran, Bartlett: Byzantine-Robust Distributed Learning: Towards"
                    + " Optimal Statistical Rates, ICML 2018";
    private static final String BLANCHARD =
            "Blanchard, El Mhamdi, Guerraoui, Stainer: Machine Learning with Adversaries:"
                    + " Byzantine Tolerant Gradient Descent, NIPS 2017";

    private static final List<Entry> ENTRIES =
            List.of(
                    new Entry(
                            new RuleDescription(
                                    "mean",
                                    "the mean of the rows; tolerates no Byzantine row",
                                    List.of(),
                                    "n >= 1",
                                    "the baseline every paper starts from"),
                            (spec, f) -> {
                                spec.allowing();
                                return new Mean();
                            }),
                    new Entry(
                            new RuleDescription(
                                    "median",
                                    "the median of each coordinate",
                                    List.of("kind=midpoint|lower|upper: the middle of an even n"),
                                    "n >= 2f+1",
                                    YIN),
                            Rules::median),
                    new Entry(
                            new RuleDescription(
                                    "trimmed-mean",
                                    "per coordinate, the mean without the f smallest and f largest",
                                    List.of("cut=f: values cut at either end, if not f"),
                                    "n >= 2f+1",
                                    YIN),
                            Rules::trimmedMean),
                    new Entry(
                            new RuleDescription(
                                    "krum",
                                    "the row with the least sum of squared distances to its n-f-2"
                                            + " nearest others",
                                    List.of(
                                            "neighbours=n-f-2|n-f-1|n-f-3|NUMBER",
                                            "power=2|1|4: of the distance",
                                            "guarantee=paper|none: none lets n be >= 2f+1"),
                                    "n >= 2f+3",
                                    BLANCHARD),
                            (spec, f) ->
                                    krum(spec.allowing("neighbours", "power", "guarantee"), f, 1)),
                    new Entry(
                            new RuleDescription(
                                    "multi-krum",
                                    "the mean of the m rows with the best Krum scores",
                                    List.of(
                                            "m=n-f-2: rows averaged",
                                            "neighbours, power: as for krum",
                                            "reduce=mean|sum",
                                            "guarantee=paper|none: none lets n be >= 2f+1 and m be"
                                                    + " <= n-f"),
                                    "n >= 2f+3, 1 <= m <= n-f-2",
                                    BLANCHARD),
                            Rules::multiKrum));

    private Rules() {}

    /**
     * The rule of that specification for f Byzantine rows.
     *
     * @throws IllegalArgumentException if there is no such rule or parameter, or f is negative
     */
    public static AggregationRule of(String specification, int f) {
        var mixings = new ArrayList<Mixing>();
        Reducer reducer = new Mean();
        boolean reduced = false;
        for (Spec spec : Spec.parseChain(specification)) {
            if (reduced) {
                throw new IllegalArgumentException(
                        "'" + specification + "': nothing can follow a rule by coordinates");
            }
            Object part = entry(spec.name()).factory().make(spec, f);
            if (part instanceof Mixing mixing) {
                mixings.add(mixing);
            } else {
                reducer = (Reducer) part;
                reduced = true;
            }
        }
        return new AggregationRule(specification.strip(), f, mixings, reducer);
    }

    /** What there is, in words. */
    public static List<RuleDescription> all() {
        return ENTRIES.stream().map(Entry::description).toList();
    }

    private static Entry entry(String name) {
        for (Entry entry : ENTRIES) {
            if (entry.description().name().equals(name)) {
                return entry;
            }
        }
        List<String> names = ENTRIES.stream().map(e -> e.description().name()).toList();
        throw new IllegalArgumentException(
                "no rule '" + name + "'; there are " + String.join(", ", names));
    }

    private static Object median(Spec spec, int f) {
        String kind = spec.allowing("kind").oneOf("kind", "midpoint", "lower", "upper");
        return new Median(f, Median.Kind.valueOf(kind.toUpperCase(Locale.ROOT)));
    }

    private static Object trimmedMean(Spec spec, int f) {
        return new TrimmedMean(spec.allowing("cut").integer("cut", f));
    }

    private static Object multiKrum(Spec spec, int f) {
        spec.allowing("m", "neighbours", "power", "reduce", "guarantee");
        int m = spec.integer("m", 0);
        if (m < 1 && spec.parameters().containsKey("m")) {
            throw new IllegalArgumentException("multi-krum needs m >= 1, got m=" + m);
        }
        return krum(spec, f, m);
    }

    private static MultiKrum krum(Spec spec, int f, int m) {
        String neighbours = spec.text("neighbours", "n-f-2");
        int power = spec.integer("power", 2);
        KrumScore score =
                neighbours.matches("n-f-[0-9]")
                        ? new KrumScore(neighbours.charAt(4) - '0', true, power)
                        : new KrumScore(spec.integer("neighbours", 0), false, power);
        boolean sum = spec.oneOf("reduce", "mean", "sum").equals("sum");
        boolean guaranteed = spec.oneOf("guarantee", "paper", "none").equals("paper");
        return new MultiKrum(f, m, score, sum, guaranteed);
    }

    private record Entry(RuleDescription description, Factory factory) {}

    /** Makes a Mixing or a Reducer. */
    @FunctionalInterface
    private interface Factory {
        Object make(Spec spec, int f);
    }
}
