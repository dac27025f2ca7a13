package bft.aggregation.rules;

import static bft.spec.Parameter.choice;
import static bft.spec.Parameter.number;
import static bft.spec.Parameter.numbers;
import static bft.spec.Parameter.whole;
import static bft.spec.Parameter.word;

import bft.aggregation.Distances.Anchor;
import bft.aggregation.mixing.CenteredClipping;
import bft.aggregation.mixing.FixedWeights;
import bft.aggregation.mixing.FoolsGold;
import bft.aggregation.mixing.GeometricMedian;
import bft.aggregation.mixing.GeometricMedian.Start;
import bft.aggregation.mixing.TrustedDirection;
import bft.spec.Arguments;
import bft.spec.Registry;
import java.util.function.IntFunction;

/** The rules that assign a weight to every row. */
final class WeightingRules {
    static final Registry<IntFunction<Part>> RULES = new Registry<>("rule");

    static {
        RULES.named("weighted-mean", "sum_i w_i x_i / sum_i w_i")
                .takes(
                        numbers("weights", "")
                                .atLeast(0)
                                .means("one for each row, set by the operator"))
                .requires("n = number of weights")
                .costs("O(n d)")
                .guarantees("none: one Byzantine row moves it anywhere")
                .source("McMahan et al.: Communication-Efficient Learning, AISTATS 2017")
                .madeBy(given -> f -> Part.of(new FixedWeights(given.numbers("weights"))));
        RULES.named("geometric-median", "argmin_z sum_i |z - x_i|, by smoothed Weiszfeld steps")
                .alias("rfa")
                .takes(
                        choice("start", Start.MIDDLE).means("RFA mean, byzfl and epfml zero"),
                        number("nu", "auto")
                                .atLeast(0)
                                .means(
                                        "smallest distance that is distinguished (byzfl 0.1, RFA"
                                                + " 1e-5)"),
                        whole("iterations", "100")
                                .atLeast(1)
                                .means("maximum number of steps (byzfl 3, RFA 4)"),
                        number("tolerance", "1e-10")
                                .atLeast(0)
                                .means("of the sum of distances, 0 to make all steps"))
                .requires("n >= 2f+1")
                .costs("O(n² d + iterations n²)")
                .guarantees("(f, 4r²)-robust, r = 1 + f/(n-2f), for the minimiser")
                .source(
                        "Weiszfeld 1937; Pillutla, Kakade, Harchaoui: Robust Aggregation for"
                                + " Federated Learning, IEEE Trans. Signal Processing 2022")
                .madeBy(WeightingRules::geometricMedian);
        RULES.named(
                        "centered-clipping",
                        "v + (1/n) sum_i (x_i - v) min(1, tau / |x_i - v|), v: the last result")
                .takes(
                        number("tau", "10")
                                .above(0)
                                .means("maximum distance a row may pull (byzfl 100)"),
                        whole("iterations", "1").atLeast(1).means("steps (blades 5)"),
                        word("start", "previous", "zero").means("the centre of the first step"))
                .requires("n >= 2f+1")
                .costs("O(n² d + iterations n²)")
                .guarantees("f rows move it by at most f/n tau a step; needs a good centre")
                .source(
                        "Karimireddy, He, Jaggi: Learning from History for Byzantine Robust"
                                + " Optimization, ICML 2021")
                .madeBy(WeightingRules::centeredClipping);
        RULES.named("fltrust", "sum_i TS_i |g|/|x_i| x_i / sum_i TS_i, TS_i = max(0, cos(x_i, g))")
                .takes(
                        word("nobody", "trusted", "nan")
                                .means(
                                        "the result if no row has a positive trust score; the"
                                                + " published formula is then"
                                                + " 0/0 (blades nan)"))
                .requires("n >= 1, and a trusted gradient g with each round")
                .costs("O(n d)")
                .guarantees("never longer than g and never against it, for any f; depends on g")
                .source(
                        "Cao, Fang, Liu, Gong: FLTrust: Byzantine-robust Federated Learning via"
                                + " Trust Bootstrapping, NDSS 2021")
                .madeBy(
                        given -> {
                            boolean trusted = given.is("nobody", "trusted");
                            return f -> Part.of(new TrustedDirection(trusted));
                        });
        RULES.named(
                        "foolsgold",
                        "sum_i a_i x_i, a_i small for workers whose sums of rows over all rounds"
                                + " point alike")
                .requires(
                        "n >= 1; without the sums of earlier rounds each round is treated as the"
                                + " first")
                .costs("O(n² d), 4 n d bytes of history")
                .guarantees("against sybils that send similar rows, not against a single attacker")
                .source(
                        "Fung, Yoon, Beschastnikh: The Limitations of Federated Learning in"
                                + " Sybil Settings, RAID 2020")
                .madeBy(given -> f -> Part.of(new FoolsGold()));
    }

    private WeightingRules() {}

    private static IntFunction<Part> geometricMedian(Arguments given) {
        return f ->
                Part.of(
                        new GeometricMedian(
                                f,
                                given.choice("start", Start.class),
                                given.number("nu", 0),
                                given.whole("iterations"),
                                given.number("tolerance")));
    }

    private static IntFunction<Part> centeredClipping(Arguments given) {
        Anchor start = given.is("start", "zero") ? Anchor.ORIGIN : Anchor.PREVIOUS;
        return f ->
                Part.of(
                        new CenteredClipping(
                                f, given.number("tau"), given.whole("iterations"), start));
    }
}
