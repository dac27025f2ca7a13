package bft.aggregation;

import bft.aggregation.Distances.Anchor;
import bft.aggregation.RuleEntry.Part;
import bft.aggregation.reducer.MeanAroundMedian;
import bft.aggregation.reducer.Median;
import bft.aggregation.reducer.TrimmedMean;
import bft.aggregation.selection.BulyanSelection;
import bft.aggregation.selection.BulyanSelection.Variant;
import bft.aggregation.selection.IteratedKrum;
import bft.aggregation.selection.KrumScore;
import bft.aggregation.selection.Majority;
import bft.aggregation.selection.MinimumDiameter;
import bft.aggregation.selection.MultiKrum;
import bft.aggregation.selection.NearestToPoint;
import bft.aggregation.spec.Spec;
import java.util.Locale;

/** The rules that choose some of the rows by distance and average them. */
final class SelectionRules {
    private static final String BLANCHARD =
            "Blanchard, El Mhamdi, Guerraoui, Stainer: Machine Learning with Adversaries:"
                    + " Byzantine Tolerant Gradient Descent, NIPS 2017";

    static final RuleEntry KRUM =
            RuleEntry.named("krum")
                    .formula("the row with the least sum of squared distances to its n-f-2 nearest")
                    .parameters(
                            "neighbours=n-f-2|n-f-1|n-f-3|NUMBER (byzfl n-f-1, NDSS21 n-f-3)",
                            "power=2|1|4: of the distance (ByzantineMomentum 1, blades 4)",
                            "guarantee=paper|none: none lets n be >= 2f+1, where nothing is proved")
                    .requires("n >= 2f+3")
                    .costs("O(n² d)")
                    .guarantees("(f, 6r)-robust, r = 1 + f/(n-2f)")
                    .source(BLANCHARD)
                    .madeBy(
                            (spec, f) ->
                                    krum(spec.allowing("neighbours", "power", "guarantee"), f, 1));

    static final RuleEntry MULTI_KRUM =
            RuleEntry.named("multi-krum")
                    .formula("the mean of the m rows with the best Krum scores")
                    .parameters(
                            "m=n-f-2|n-f|NUMBER: rows averaged (byzfl n-f)",
                            "neighbours, power: as for krum",
                            "reduce=mean|sum: sum gives m times the mean (epfml)",
                            "weights=W/W/...: of each row in the mean, by the operator (Flower)",
                            "guarantee=paper|none: none lets n be >= 2f+1 and m be <= n-f, where"
                                    + " nothing is proved")
                    .requires("n >= 2f+3, 1 <= m <= n-f-2")
                    .costs("O(n² d)")
                    .guarantees("as krum, with less variance; none at all with guarantee=none")
                    .source(BLANCHARD)
                    .madeBy(SelectionRules::multiKrum);

    static final RuleEntry ITERATED_KRUM =
            RuleEntry.named("iterated-krum")
                    .formula("the mean of Krum's winners, each taken out, until 2f+2 rows are left")
                    .parameters("neighbours, power: as for krum, of the rows left")
                    .requires("n >= 2f+3")
                    .costs("O(n² d + n³)")
                    .guarantees("none published")
                    .source("Shejwalkar, Houmansadr: Manipulating the Byzantine, NDSS 2021 (code)")
                    .madeBy(
                            (spec, f) ->
                                    Part.of(
                                            new IteratedKrum(
                                                    f,
                                                    score(spec.allowing("neighbours", "power")))));

    static final RuleEntry BULYAN =
            RuleEntry.named("bulyan")
                    .formula(
                            "theta = n-2f rows chosen by Krum on a shrinking pool; per coordinate,"
                                    + " the mean of the theta-2f of them nearest to their median")
                    .parameters(
                            "first=iterated|single-shot|averaged|averaged-rescored: the paper;"
                                    + " Flower's app; ByzantineMomentum; AggregaThor",
                            "second=closest|trimmed-mean (FL-Byzantine-Library)",
                            "kind=midpoint|lower|upper: the median of an even number",
                            "m=n-f-2: rows that the averaged variants begin with",
                            "expected=NUMBER: the n of the formulas though up to f rows are missing"
                                    + " (ByzantineMomentum, Garfield, AggregaThor count a row that"
                                    + " is not finite)",
                            "neighbours, power: as for krum")
                    .requires("n >= 4f+3")
                    .costs("O(n² d + n³ + n log² n d)")
                    .guarantees(
                            "each coordinate within the honest range: sqrt(d) less leeway than Krum"
                                    + " gives")
                    .source(
                            "El Mhamdi, Guerraoui, Rouault: The Hidden Vulnerability of"
                                    + " Distributed Learning in Byzantium, ICML 2018")
                    .madeBy(SelectionRules::bulyan);

    static final RuleEntry MDA =
            RuleEntry.named("mda")
                    .formula("the mean of the n-f rows with the smallest diameter")
                    .requires("n >= 2f+1")
                    .costs(
                            "O(n² d), and up to 1.4^f n² log n, but at most about a second: then"
                                    + " a set of at most twice the least diameter")
                    .guarantees("at most 2f/(n-f) honest diameters from the honest mean, f < n/2")
                    .source(
                            "El Mhamdi, Guerraoui, Guirguis, Hoang, Rouault: Genuinely Distributed"
                                    + " Byzantine Machine Learning, PODC 2020")
                    .madeBy((spec, f) -> plain(spec, new MinimumDiameter(f)));

    static final RuleEntry CGE =
            RuleEntry.named("cge")
                    .formula("the mean of the n-f rows with the smallest norms")
                    .requires("n >= f+1")
                    .costs("O(n d)")
                    .guarantees("only for small f/n and redundant data: it is blind to direction")
                    .source(
                            "Gupta, Liu, Vaidya: Byzantine Fault-Tolerant Distributed Machine"
                                    + " Learning with Norm-Based Comparative Gradient Elimination,"
                                    + " DSN-W 2021")
                    .madeBy(
                            (spec, f) ->
                                    plain(spec, NearestToPoint.anchor(f, Anchor.ORIGIN, false)));

    static final RuleEntry MONNA =
            RuleEntry.named("monna")
                    .formula("the mean of the n-f rows nearest to a trusted row, itself included")
                    .parameters("row=0: index of the trusted row")
                    .requires("n >= 2f+1")
                    .costs("O(n d)")
                    .guarantees("f < n/2 if the trusted row is honest")
                    .source(
                            "Farhadkhani, Guerraoui, Gupta, Hoang, Pinot, Stephan: Robust"
                                    + " Collaborative Learning with Linear Gradient Overhead, ICML"
                                    + " 2023")
                    .madeBy(
                            (spec, f) ->
                                    Part.of(
                                            NearestToPoint.row(
                                                    f, spec.allowing("row").integer("row", 0))));

    static final RuleEntry AKSEL =
            RuleEntry.named("aksel")
                    .formula("the mean of the (n+1)/2 rows nearest to the coordinate-wise median")
                    .parameters(
                            "keep=half|n-f: rows averaged",
                            "kind=midpoint|lower: the median of an even n")
                    .requires("n >= 2f+1")
                    .costs("O(n log² n d)")
                    .guarantees("f < n/2")
                    .source("Boussetta, El Mhamdi, Guerraoui, Maurer, Rouault: AKSEL, OPODIS 2020")
                    .madeBy(SelectionRules::aksel);

    static final RuleEntry MAJORITY =
            RuleEntry.named("majority")
                    .formula("the row that most rows are identical to")
                    .requires("n >= 2f+1")
                    .costs("O(n² d)")
                    .guarantees("exact if the honest rows are identical, else none")
                    .source(
                            "Chen, Wang, Charles, Papailiopoulos: DRACO: Byzantine-resilient"
                                    + " Distributed Training via Redundant Gradients, ICML 2018")
                    .madeBy((spec, f) -> plain(spec, new Majority(f)));

    private SelectionRules() {}

    /** A mixing without parameters. */
    private static Part plain(Spec spec, Mixing mixing) {
        spec.allowing();
        return Part.of(mixing);
    }

    private static Part multiKrum(Spec spec, int f) {
        spec.allowing("m", "neighbours", "power", "reduce", "weights", "guarantee");
        String m = spec.text("m", "n-f-2");
        return krum(spec, f, m.startsWith("n-f") ? belowHonest(spec, m) : atLeastOne(spec, "m"));
    }

    /** {@code n-f} is 0, {@code n-f-2} is -2. */
    private static int belowHonest(Spec spec, String text) {
        if (!text.matches("n-f(-[1-9])?")) {
            throw new IllegalArgumentException(
                    spec.name() + ": m must be a number or n-f-NUMBER, got '" + text + "'");
        }
        return text.equals("n-f") ? 0 : '0' - text.charAt(4);
    }

    /** A count, or 0 if it is not given. */
    private static int atLeastOne(Spec spec, String parameter) {
        int value = spec.integer(parameter, 0);
        if (value < 1 && spec.parameters().containsKey(parameter)) {
            throw new IllegalArgumentException(
                    spec.name() + " needs " + parameter + " >= 1, got " + parameter + "=" + value);
        }
        return value;
    }

    private static Part krum(Spec spec, int f, int m) {
        boolean guaranteed = spec.oneOf("guarantee", "paper", "none").equals("paper");
        boolean sum = spec.oneOf("reduce", "mean", "sum").equals("sum");
        return Part.of(new MultiKrum(f, m, score(spec), sum, spec.numbers("weights"), guaranteed));
    }

    /** How the parameters {@code neighbours} and {@code power} rank rows. */
    private static KrumScore score(Spec spec) {
        String neighbours = spec.text("neighbours", "n-f-2");
        int power = spec.integer("power", 2);
        return neighbours.matches("n-f-[0-9]")
                ? new KrumScore(neighbours.charAt(4) - '0', true, power)
                : new KrumScore(spec.integer("neighbours", 0), false, power);
    }

    private static Part bulyan(Spec spec, int f) {
        spec.allowing("first", "second", "kind", "m", "expected", "neighbours", "power");
        String first =
                spec.oneOf("first", "iterated", "single-shot", "averaged", "averaged-rescored");
        var variant = Variant.valueOf(first.toUpperCase(Locale.ROOT).replace('-', '_'));
        var selection =
                new BulyanSelection(
                        f,
                        variant,
                        atLeastOne(spec, "m"),
                        score(spec),
                        atLeastOne(spec, "expected"));
        Median.Kind kind = CoordinateRules.kind(spec);
        boolean closest = spec.oneOf("second", "closest", "trimmed-mean").equals("closest");
        return Part.of(selection, closest ? new MeanAroundMedian(f, 2, kind) : new TrimmedMean(f));
    }

    private static Part aksel(Spec spec, int f) {
        spec.allowing("keep", "kind");
        boolean half = spec.oneOf("keep", "half", "n-f").equals("half");
        boolean lower = spec.oneOf("kind", "midpoint", "lower").equals("lower");
        Anchor median = lower ? Anchor.LOWER_MEDIAN : Anchor.MEDIAN;
        return Part.of(NearestToPoint.anchor(f, median, half));
    }
}
