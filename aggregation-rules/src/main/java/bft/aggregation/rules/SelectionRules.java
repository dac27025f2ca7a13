package bft.aggregation.rules;

import static bft.spec.Parameter.choice;
import static bft.spec.Parameter.count;
import static bft.spec.Parameter.numbers;
import static bft.spec.Parameter.whole;
import static bft.spec.Parameter.word;

import bft.aggregation.Distances.Anchor;
import bft.aggregation.reducer.MeanAroundMedian;
import bft.aggregation.reducer.TrimmedMean;
import bft.aggregation.selection.BulyanSelection;
import bft.aggregation.selection.BulyanSelection.Variant;
import bft.aggregation.selection.IteratedKrum;
import bft.aggregation.selection.KrumScore;
import bft.aggregation.selection.Majority;
import bft.aggregation.selection.MinimumDiameter;
import bft.aggregation.selection.MultiKrum;
import bft.aggregation.selection.NearestToPoint;
import bft.spec.Arguments;
import bft.spec.Count;
import bft.spec.Parameter;
import bft.spec.Registry;
import java.util.List;
import java.util.function.IntFunction;

/** The rules that choose some of the rows by distance and average them. */
final class SelectionRules {
    private static final String BLANCHARD =
            "Blanchard, El Mhamdi, Guerraoui, Stainer: Machine Learning with"
                    + " Adversaries: Byzantine Tolerant Gradient Descent, NIPS 2017";

    private static final Parameter NEIGHBOURS =
            count("neighbours", "n-f-2")
                    .atLeast(1)
                    .means("nearest others that count (byzfl n-f-1, NDSS21 n-f-3)");

    private static final Parameter POWER =
            word("power", "2", "1", "4").means("of the distance (ByzantineMomentum 1, blades 4)");

    private static final Parameter GUARANTEE = word("guarantee", "paper", "none");

    static final Registry<IntFunction<Part>> RULES = new Registry<>("rule");

    static {
        RULES.named("krum", "the row with the least sum of squared distances to its n-f-2 nearest")
                .takes(
                        NEIGHBOURS,
                        POWER,
                        GUARANTEE.means("none allows n >= 2f+1, for which nothing is proved"))
                .requires("n >= 2f+3")
                .costs("O(n² d)")
                .guarantees("(f, 6r)-robust, r = 1 + f/(n-2f)")
                .source(BLANCHARD)
                .madeBy(SelectionRules::krum);
        RULES.named("multi-krum", "the mean of the m rows with the best Krum scores")
                .takes(
                        count("m", "n-f-2").atLeast(1).means("rows averaged (byzfl n-f)"),
                        NEIGHBOURS,
                        POWER,
                        word("reduce", "mean", "sum").means("sum gives m times the mean (epfml)"),
                        numbers("weights", "equal")
                                .above(0)
                                .means("of each row in the mean, set by the operator (Flower)"),
                        GUARANTEE.means(
                                "none allows n >= 2f+1 and m <= n-f, for which nothing is proved"))
                .requires("n >= 2f+3, 1 <= m <= n-f-2")
                .costs("O(n² d)")
                .guarantees("as krum, with less variance; none at all with guarantee=none")
                .source(BLANCHARD)
                .madeBy(SelectionRules::multiKrum);
        RULES.named(
                        "iterated-krum",
                        "the mean of successive Krum winners, each removed, until 2f+2 rows are"
                                + " left")
                .takes(NEIGHBOURS, POWER)
                .requires("n >= 2f+3")
                .costs("O(n² d + n³)")
                .guarantees("none published")
                .source("Shejwalkar, Houmansadr: Manipulating the Byzantine, NDSS 2021 (code)")
                .madeBy(given -> f -> Part.of(new IteratedKrum(f, score(given))));
        RULES.named(
                        "bulyan",
                        "theta = n-2f rows chosen by Krum on a shrinking pool; per coordinate,"
                                + " the mean of the theta-2f of them nearest to their median")
                .takes(
                        choice("first", Variant.ITERATED)
                                .means("the paper's; Flower's app; ByzantineMomentum; AggregaThor"),
                        word("second", "closest", "trimmed-mean")
                                .means("the latter is FL-Byzantine-Library's"),
                        CoordinateRules.KIND.means("the median of an even number"),
                        whole("m", "n-f-2")
                                .atLeast(1)
                                .means("rows averaged first by the averaged variants"),
                        whole("expected", "n")
                                .atLeast(1)
                                .means(
                                        "the n of the formulas, although up to f rows are missing"
                                                + " (ByzantineMomentum, Garfield, AggregaThor"
                                                + " count a row that is not"
                                                + " finite)"),
                        NEIGHBOURS,
                        POWER)
                .requires("n >= 4f+3")
                .costs("O(n² d + n³ + n log² n d)")
                .guarantees(
                        "each coordinate within the honest range: sqrt(d) less leeway than Krum"
                                + " gives")
                .source(
                        "El Mhamdi, Guerraoui, Rouault: The Hidden Vulnerability of Distributed"
                                + " Learning in Byzantium, ICML 2018")
                .madeBy(SelectionRules::bulyan);
        RULES.named("mda", "the mean of the n-f rows with the smallest diameter")
                .requires("n >= 2f+1")
                .costs(
                        "O(n² d), and up to 1.4^f n² log n, but at most about a second: then a"
                                + " set of at most twice the least diameter")
                .guarantees("at most 2f/(n-f) honest diameters from the honest mean, f < n/2")
                .source(
                        "El Mhamdi, Guerraoui, Guirguis, Hoang, Rouault: Genuinely Distributed"
                                + " Byzantine Machine Learning, PODC 2020")
                .madeBy(given -> f -> Part.of(new MinimumDiameter(f)));
        RULES.named("cge", "the mean of the n-f rows with the smallest norms")
                .requires("n >= f+1")
                .costs("O(n d)")
                .guarantees("only for small f/n and redundant data: it ignores direction")
                .source(
                        "Gupta, Liu, Vaidya: Byzantine Fault-Tolerant Distributed Machine"
                                + " Learning with Norm-Based Comparative Gradient Elimination,"
                                + " DSN-W 2021")
                .madeBy(given -> f -> Part.of(NearestToPoint.anchor(f, Anchor.ORIGIN, false)));
        RULES.named("monna", "the mean of the n-f rows nearest to a trusted row, itself included")
                .takes(whole("row", "0").atLeast(0).means("index of the trusted row"))
                .requires("n >= 2f+1")
                .costs("O(n d)")
                .guarantees("f < n/2 if the trusted row is honest")
                .source(
                        "Farhadkhani, Guerraoui, Gupta, Hoang, Pinot, Stephan: Robust"
                                + " Collaborative Learning with Linear Gradient Overhead, ICML"
                                + " 2023")
                .madeBy(given -> f -> Part.of(NearestToPoint.row(f, given.whole("row"))));
        RULES.named("aksel", "the mean of the (n+1)/2 rows nearest to the coordinate-wise median")
                .takes(
                        word("keep", "half", "n-f").means("rows averaged"),
                        word("kind", "midpoint", "lower").means("the median of an even n"))
                .requires("n >= 2f+1")
                .costs("O(n log² n d)")
                .guarantees("f < n/2")
                .source("Boussetta, El Mhamdi, Guerraoui, Maurer, Rouault: AKSEL, OPODIS 2020")
                .madeBy(SelectionRules::aksel);
        RULES.named("majority", "the row that most rows are identical to")
                .requires("n >= 2f+1")
                .costs("O(n² d)")
                .guarantees("exact if the honest rows are identical, else none")
                .source(
                        "Chen, Wang, Charles, Papailiopoulos: DRACO: Byzantine-resilient"
                                + " Distributed Training via Redundant Gradients, ICML 2018")
                .madeBy(given -> f -> Part.of(new Majority(f)));
    }

    private SelectionRules() {}

    private static IntFunction<Part> krum(Arguments given) {
        return f ->
                Part.of(new MultiKrum(f, 1, score(given), false, List.of(), isGuaranteed(given)));
    }

    private static IntFunction<Part> multiKrum(Arguments given) {
        Count m = given.count("m");
        int rows = m.belowHonest() ? -m.number() : m.number();
        return f ->
                Part.of(
                        new MultiKrum(
                                f,
                                rows,
                                score(given),
                                given.is("reduce", "sum"),
                                given.numbers("weights"),
                                isGuaranteed(given)));
    }

    private static boolean isGuaranteed(Arguments given) {
        return given.is("guarantee", "paper");
    }

    /** The score that {@link #NEIGHBOURS} and {@link #POWER} select. */
    private static KrumScore score(Arguments given) {
        Count neighbours = given.count("neighbours");
        int power = Integer.parseInt(given.text("power"));
        return new KrumScore(neighbours.number(), neighbours.belowHonest(), power);
    }

    private static IntFunction<Part> bulyan(Arguments given) {
        return f -> {
            var selection =
                    new BulyanSelection(
                            f,
                            given.choice("first", Variant.class),
                            given.whole("m", 0),
                            score(given),
                            given.whole("expected", 0));
            return Part.of(
                    selection,
                    given.is("second", "closest")
                            ? new MeanAroundMedian(f, 2, CoordinateRules.kind(given))
                            : new TrimmedMean(f));
        };
    }

    private static IntFunction<Part> aksel(Arguments given) {
        boolean half = given.is("keep", "half");
        Anchor median = given.is("kind", "lower") ? Anchor.LOWER_MEDIAN : Anchor.MEDIAN;
        return f -> Part.of(NearestToPoint.anchor(f, median, half));
    }
}
