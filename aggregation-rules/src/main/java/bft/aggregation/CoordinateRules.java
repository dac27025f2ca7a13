package bft.aggregation;

import bft.aggregation.RuleEntry.Part;
import bft.aggregation.reducer.Mean;
import bft.aggregation.reducer.Median;
import bft.aggregation.reducer.TrimmedMean;
import bft.aggregation.spec.Spec;
import java.util.Locale;

/** The rules that look at each coordinate by itself. */
final class CoordinateRules {
    private static final String YIN =
            "Yin, Chen, Ramchandran, Bartlett: Byzantine-Robust Distributed Learning: Towards"
                    + " Optimal Statistical Rates, ICML 2018";

    static final RuleEntry MEAN =
            RuleEntry.named("mean")
                    .formula("the mean of the rows")
                    .requires("n >= 1")
                    .costs("O(n d)")
                    .guarantees("none: one Byzantine row moves it anywhere")
                    .source("the baseline every paper starts from")
                    .madeBy((spec, f) -> mean(spec));

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
                    .parameters("cut=f: values cut at either end, if not f")
                    .requires("n >= 2f+1")
                    .costs("O(n log² n d)")
                    .guarantees("(f, 6f/(n-2f) r)-robust, r = 1 + f/(n-2f)")
                    .source(YIN)
                    .madeBy((spec, f) -> trimmedMean(spec, f));

    private CoordinateRules() {}

    private static Part mean(Spec spec) {
        spec.allowing();
        return Part.of(new Mean());
    }

    private static Part trimmedMean(Spec spec, int f) {
        return Part.of(new TrimmedMean(spec.allowing("cut").integer("cut", f)));
    }

    /** Which median the parameter {@code kind} asks for. */
    static Median.Kind kind(Spec spec) {
        String kind = spec.text("kind", "midpoint");
        return switch (kind) {
            case "midpoint", "lower", "upper" -> Median.Kind.valueOf(kind.toUpperCase(Locale.ROOT));
            default ->
                    throw new IllegalArgumentException(
                            spec.name()
                                    + ": kind must be midpoint, lower or upper, got '"
                                    + kind
                                    + "'");
        };
    }
}
