package bft.aggregation;

import bft.aggregation.RuleEntry.Part;
import bft.aggregation.reducer.FiniteMean;
import bft.aggregation.reducer.FiniteMedian;
import bft.aggregation.reducer.Mean;
import bft.aggregation.reducer.MeanAroundMedian;
import bft.aggregation.reducer.MeanAroundTrimmedMean;
import bft.aggregation.reducer.Median;
import bft.aggregation.reducer.SignMajority;
import bft.aggregation.reducer.TrimmedMean;
import bft.aggregation.spec.Spec;
import java.util.Locale;
import java.util.OptionalInt;

/** The rules that look at each coordinate by itself. */
final class CoordinateRules {
    private static final String YIN =
            "Yin, Chen, Ramchandran, Bartlett: Byzantine-Robust Distributed Learning: Towards"
                    + " Optimal Statistical Rates, ICML 2018";

    private static final String XIE =
            "Xie, Koyejo, Gupta: Generalized Byzantine-tolerant SGD, 2018";

    static final RuleEntry MEAN =
            RuleEntry.named("mean")
                    .formula("the mean of the rows")
                    .requires("n >= 1")
                    .costs("O(n d)")
                    .guarantees("none: one Byzantine row moves it anywhere")
                    .source("the baseline every paper starts from")
                    .madeBy((spec, f) -> plain(spec, new Mean()));

    static final RuleEntry MEDIAN =
            RuleEntry.named("median")
                    .formula("the median of each coordinate")
                    .parameters("kind=midpoint|lower|upper: the middle of an even n")
                    .requires("n >= 2f+1")
                    .costs("O(n log² n d)")
                    .guarantees("(f, 4r²)-robust, r = 1 + f/(n-2f)")
                    .source(YIN)
                    .madeBy((spec, f) -> Part.of(new Median(f, kind(spec.allowing("kind")))));

    static final RuleEntry TRIMMED_MEAN =
            RuleEntry.named("trimmed-mean")
                    .formula("per coordinate, the mean without the f smallest and f largest")
                    .parameters(
                            "cut=f: values cut at either end (Flower beta n); fewer than f protect less")
                    .requires("n >= 2f+1")
                    .costs("O(n log² n d)")
                    .guarantees("(f, 6f/(n-2f) r)-robust, r = 1 + f/(n-2f)")
                    .source(YIN)
                    .madeBy((spec, f) -> trimmedMean(spec, f));

    static final RuleEntry MEAN_AROUND_MEDIAN =
            RuleEntry.named("meamed")
                    .formula("per coordinate, the mean of the n-f values nearest to the median")
                    .parameters("kind=midpoint|lower|upper: the median of an even n")
                    .requires("n >= 2f+1")
                    .costs("O(n log² n d)")
                    .guarantees("each coordinate within the honest spread for f < n/2")
                    .source(XIE)
                    .madeBy(
                            (spec, f) ->
                                    Part.of(
                                            new MeanAroundMedian(
                                                    f, 1, kind(spec.allowing("kind")))));

    static final RuleEntry PHOCAS =
            RuleEntry.named("phocas")
                    .formula(
                            "per coordinate, the mean of the n-f values nearest to the trimmed mean")
                    .requires("n >= 2f+1")
                    .costs("O(n log² n d)")
                    .guarantees("each coordinate within the honest spread for f < n/2")
                    .source(
                            "Xie, Koyejo, Gupta: Phocas: Dimensional Byzantine-resilient Stochastic"
                                    + " Gradient Descent, 2018")
                    .madeBy((spec, f) -> plain(spec, new MeanAroundTrimmedMean(f)));

    static final RuleEntry SIGN_MAJORITY =
            RuleEntry.named("sign-majority")
                    .formula("per coordinate, the sign of the sum of the signs: -1, 0 for a tie, 1")
                    .requires("n >= 2f+1")
                    .costs("O(n d)")
                    .guarantees("the sign of most honest workers for f < n/2 where they agree")
                    .source(
                            "Bernstein, Zhao, Azizzadenesheli, Anandkumar: signSGD with Majority"
                                    + " Vote is Communication Efficient and Fault Tolerant, ICLR"
                                    + " 2019")
                    .madeBy((spec, f) -> plain(spec, new SignMajority(f)));

    static final RuleEntry FINITE_MEAN =
            RuleEntry.named("finite-mean")
                    .formula(
                            "per coordinate, the mean of the values that are finite; NaN if none is")
                    .requires("n >= 1")
                    .costs("O(n d)")
                    .guarantees("none: for coordinates lost on the way, not for attacks")
                    .source("average-nan in AggregaThor (Damaskinos et al., SysML 2019)")
                    .madeBy((spec, f) -> plain(spec, new FiniteMean()));

    static final RuleEntry FINITE_MEDIAN =
            RuleEntry.named("finite-median")
                    .formula("per coordinate, the median of the values that are finite")
                    .parameters(
                            "kind=midpoint|lower|upper: the middle of an even number",
                            "lost=dropped|last: lost values do not count (Garfield) or are the"
                                    + " largest (AggregaThor)")
                    .requires("n >= 2f+1")
                    .costs("O(n log n d)")
                    .guarantees("as median where a coordinate lost no more than its f allows")
                    .source("median in AggregaThor (Damaskinos et al., SysML 2019) and Garfield")
                    .madeBy(CoordinateRules::finiteMedian);

    private CoordinateRules() {}

    private static Part finiteMedian(Spec spec, int f) {
        boolean last =
                spec.allowing("kind", "lost").oneOf("lost", "dropped", "last").equals("last");
        return Part.of(new FiniteMedian(f, kind(spec), last));
    }

    /** A reducer without parameters. */
    private static Part plain(Spec spec, Reducer reducer) {
        spec.allowing();
        return Part.of(reducer);
    }

    private static Part trimmedMean(Spec spec, int f) {
        boolean fixed = spec.allowing("cut").parameters().containsKey("cut");
        int cut = spec.integer("cut", f);
        return Part.of(new TrimmedMean(f, fixed ? OptionalInt.of(cut) : OptionalInt.empty()));
    }

    /** Which median the parameter {@code kind} asks for. */
    static Median.Kind kind(Spec spec) {
        String kind = spec.oneOf("kind", "midpoint", "lower", "upper");
        return Median.Kind.valueOf(kind.toUpperCase(Locale.ROOT));
    }
}
