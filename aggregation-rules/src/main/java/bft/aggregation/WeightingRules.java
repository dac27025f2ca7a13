package bft.aggregation;

import bft.aggregation.Distances.Anchor;
import bft.aggregation.RuleEntry.Part;
import bft.aggregation.mixing.CenteredClipping;
import bft.aggregation.mixing.FixedWeights;
import bft.aggregation.mixing.FoolsGold;
import bft.aggregation.mixing.GeometricMedian;
import bft.aggregation.mixing.TrustedDirection;
import bft.aggregation.spec.Spec;
import java.util.Locale;

/** The rules that give every row a weight. */
final class WeightingRules {
    static final RuleEntry WEIGHTED_MEAN =
            RuleEntry.named("weighted-mean")
                    .formula("sum_i w_i x_i / sum_i w_i")
                    .parameters("weights=W/W/...: one for each row, given by the operator")
                    .requires("n = number of weights")
                    .costs("O(n d)")
                    .guarantees("none: one Byzantine row moves it anywhere")
                    .source("McMahan et al.: Communication-Efficient Learning, AISTATS 2017")
                    .madeBy(
                            (spec, f) ->
                                    Part.of(
                                            new FixedWeights(
                                                    spec.allowing("weights").numbers("weights"))));

    static final RuleEntry GEOMETRIC_MEDIAN =
            RuleEntry.named("geometric-median")
                    .formula("argmin_z sum_i |z - x_i|, by smoothed Weiszfeld steps")
                    .parameters(
                            "start=middle|mean|zero (RFA mean, byzfl and epfml zero)",
                            "nu=auto: least distance that is told apart (byzfl 0.1, RFA 1e-5)",
                            "iterations=100: most steps (byzfl 3, RFA 4)",
                            "tolerance=1e-10: of the sum of distances, 0 to make all steps")
                    .requires("n >= 2f+1")
                    .costs("O(n² d + iterations n²)")
                    .guarantees("(f, 4r²)-robust, r = 1 + f/(n-2f), for the minimiser")
                    .source(
                            "Weiszfeld 1937; Pillutla, Kakade, Harchaoui: Robust Aggregation for"
                                    + " Federated Learning, IEEE Trans. Signal Processing 2022")
                    .madeBy(WeightingRules::geometricMedian);

    static final RuleEntry CENTERED_CLIPPING =
            RuleEntry.named("centered-clipping")
                    .formula(
                            "v + (1/n) sum_i (x_i - v) min(1, tau / |x_i - v|), v: the last result")
                    .parameters(
                            "tau=10: how far a row may pull (byzfl 100)",
                            "iterations=1: steps (blades 5)",
                            "start=previous|zero: the centre of the first step")
                    .requires("n >= 2f+1")
                    .costs("O(n² d + iterations n²)")
                    .guarantees("f rows move it by at most f/n tau a step; needs a good centre")
                    .source(
                            "Karimireddy, He, Jaggi: Learning from History for Byzantine Robust"
                                    + " Optimization, ICML 2021")
                    .madeBy(WeightingRules::centeredClipping);

    static final RuleEntry FLTRUST =
            RuleEntry.named("fltrust")
                    .formula("sum_i TS_i |g|/|x_i| x_i / sum_i TS_i, TS_i = max(0, cos(x_i, g))")
                    .parameters(
                            "nobody=trusted|nan: the result where no row has any trust; the"
                                    + " formula as published is then 0/0 (blades nan)")
                    .requires("n >= 1, and a trusted gradient g with each round")
                    .costs("O(n d)")
                    .guarantees("never longer than g and along it, for any f; trusts g")
                    .source(
                            "Cao, Fang, Liu, Gong: FLTrust: Byzantine-robust Federated Learning via"
                                    + " Trust Bootstrapping, NDSS 2021")
                    .madeBy(
                            (spec, f) -> {
                                String nobody =
                                        spec.allowing("nobody").oneOf("nobody", "trusted", "nan");
                                return Part.of(new TrustedDirection(nobody.equals("trusted")));
                            });

    static final RuleEntry FOOLSGOLD =
            RuleEntry.named("foolsgold")
                    .formula(
                            "sum_i a_i x_i, a_i small for workers whose sums of rows over all"
                                    + " rounds point alike")
                    .requires("n >= 1, and the sums before each round with it, or it stands alone")
                    .costs("O(n² d), 4 n d bytes of history")
                    .guarantees("against sybils that send alike, not against one attacker")
                    .source(
                            "Fung, Yoon, Beschastnikh: The Limitations of Federated Learning in"
                                    + " Sybil Settings, RAID 2020")
                    .madeBy(
                            (spec, f) -> {
                                spec.allowing();
                                return Part.of(new FoolsGold());
                            });

    private WeightingRules() {}

    private static Part geometricMedian(Spec spec, int f) {
        spec.allowing("start", "nu", "iterations", "tolerance");
        String start = spec.oneOf("start", "middle", "mean", "zero");
        boolean auto = spec.text("nu", "auto").equals("auto");
        return Part.of(
                new GeometricMedian(
                        f,
                        GeometricMedian.Start.valueOf(start.toUpperCase(Locale.ROOT)),
                        auto ? 0 : spec.number("nu", 0),
                        spec.integer("iterations", 100),
                        spec.number("tolerance", 1e-10)));
    }

    private static Part centeredClipping(Spec spec, int f) {
        spec.allowing("tau", "iterations", "start");
        boolean zero = spec.oneOf("start", "previous", "zero").equals("zero");
        return Part.of(
                new CenteredClipping(
                        f,
                        spec.number("tau", 10),
                        spec.integer("iterations", 1),
                        zero ? Anchor.ORIGIN : Anchor.PREVIOUS));
    }
}
