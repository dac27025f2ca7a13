package bft.aggregation.rules;

import static bft.spec.Parameter.choice;
import static bft.spec.Parameter.whole;
import static bft.spec.Parameter.word;

import bft.aggregation.reducer.FiniteMean;
import bft.aggregation.reducer.FiniteMedian;
import bft.aggregation.reducer.FiniteTrimmedMean;
import bft.aggregation.reducer.Mean;
import bft.aggregation.reducer.MeanAroundMedian;
import bft.aggregation.reducer.MeanAroundTrimmedMean;
import bft.aggregation.reducer.Median;
import bft.aggregation.reducer.SignMajority;
import bft.aggregation.reducer.TrimmedMean;
import bft.spec.Arguments;
import bft.spec.Parameter;
import bft.spec.Registry;
import java.util.OptionalInt;
import java.util.function.IntFunction;

/** The coordinate-wise rules. */
final class CoordinateRules {
    static final Parameter KIND = choice("kind", Median.Kind.MIDPOINT);

    private static final String YIN =
            "Yin, Chen, Ramchandran, Bartlett: Byzantine-Robust Distributed"
                    + " Learning: Towards Optimal Statistical Rates, ICML 2018";

    private static final String XIE =
            "Xie, Koyejo, Gupta: Generalized Byzantine-tolerant SGD, 2018";

    static final Registry<IntFunction<Part>> RULES = new Registry<>("rule");

    static {
        RULES.named("mean", "the mean of the rows")
                .requires("n >= 1")
                .costs("O(n d)")
                .guarantees("none: one Byzantine row moves it anywhere")
                .source("the baseline every paper starts from")
                .madeBy(given -> f -> Part.of(new Mean()));
        RULES.named("median", "the median of each coordinate")
                .takes(KIND.means("the median of an even n"))
                .requires("n >= 2f+1")
                .costs("O(n log² n d)")
                .guarantees("(f, 4r²)-robust, r = 1 + f/(n-2f)")
                .source(YIN)
                .madeBy(given -> f -> Part.of(new Median(f, kind(given))));
        RULES.named("trimmed-mean", "per coordinate, the mean without the f smallest and f largest")
                .takes(
                        whole("cut", "f")
                                .atLeast(0)
                                .means(
                                        "values cut at either end (Flower beta n); fewer than f"
                                                + " protect less"))
                .requires("n >= 2f+1")
                .costs("O(n log² n d)")
                .guarantees("(f, 6f/(n-2f) r)-robust, r = 1 + f/(n-2f)")
                .source(YIN)
                .madeBy(given -> f -> Part.of(new TrimmedMean(f, cut(given))));
        RULES.named("meamed", "per coordinate, the mean of the n-f values nearest to the median")
                .takes(KIND.means("the median of an even n"))
                .requires("n >= 2f+1")
                .costs("O(n log² n d)")
                .guarantees("each coordinate within the honest spread for f < n/2")
                .source(XIE)
                .madeBy(given -> f -> Part.of(new MeanAroundMedian(f, 1, kind(given))));
        RULES.named(
                        "phocas",
                        "per coordinate, the mean of the n-f values nearest to the trimmed mean")
                .requires("n >= 2f+1")
                .costs("O(n log² n d)")
                .guarantees("each coordinate within the honest spread for f < n/2")
                .source(
                        "Xie, Koyejo, Gupta: Phocas: Dimensional Byzantine-resilient Stochastic"
                                + " Gradient Descent, 2018")
                .madeBy(given -> f -> Part.of(new MeanAroundTrimmedMean(f)));
        RULES.named(
                        "sign-majority",
                        "per coordinate, the sign of the sum of the signs: -1, 0 for a tie, 1")
                .requires("n >= 2f+1")
                .costs("O(n d)")
                .guarantees("the common sign of the honest workers where they agree, for f < n/2")
                .source(
                        "Bernstein, Zhao, Azizzadenesheli, Anandkumar: signSGD with Majority"
                                + " Vote is Communication Efficient and Fault Tolerant, ICLR 2019")
                .madeBy(given -> f -> Part.of(new SignMajority(f)));
        RULES.named(
                        "finite-mean",
                        "per coordinate, the mean of the values that are finite; NaN if none is")
                .requires("n >= 1")
                .costs("O(n d)")
                .guarantees("none: for coordinates lost in transmission, not against attacks")
                .source("average-nan in AggregaThor (Damaskinos et al., SysML 2019)")
                .madeBy(given -> f -> Part.of(new FiniteMean()));
        RULES.named("finite-median", "per coordinate, the median of the values that are finite")
                .takes(
                        KIND.means("the median of an even number"),
                        word("lost", "dropped", "last")
                                .means(
                                        "lost values do not count (Garfield) or are the largest"
                                                + " (AggregaThor)"))
                .requires("n >= 2f+1")
                .costs("O(n log n d)")
                .guarantees("as median where a coordinate lost no more than its f allows")
                .source("median in AggregaThor (Damaskinos et al., SysML 2019) and Garfield")
                .madeBy(CoordinateRules::finiteMedian);
        RULES.named(
                        "finite-trimmed-mean",
                        "per coordinate, the mean of the finite values without the f smallest and f"
                                + " largest; 0 where 2f or fewer are finite")
                .requires("n >= 2f+1")
                .costs("O(n log n d)")
                .guarantees(
                        "each coordinate 0 or within the honest values that came, for f < n/2;"
                                + " as trimmed-mean where none is lost")
                .source(
                        "trimmed-mean of the values that are present; the 0 is ours, the idea of"
                                + " AggregaThor (Damaskinos et al., SysML 2019)")
                .madeBy(given -> f -> Part.of(new FiniteTrimmedMean(f)));
    }

    private CoordinateRules() {}

    /** The median that {@link #KIND} selects. */
    static Median.Kind kind(Arguments given) {
        return given.choice("kind", Median.Kind.class);
    }

    private static IntFunction<Part> finiteMedian(Arguments given) {
        return f -> Part.of(new FiniteMedian(f, kind(given), given.is("lost", "last")));
    }

    private static OptionalInt cut(Arguments given) {
        return given.is("cut", "f") ? OptionalInt.empty() : OptionalInt.of(given.whole("cut"));
    }
}
