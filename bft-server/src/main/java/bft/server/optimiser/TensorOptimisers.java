package bft.server.optimiser;

import bft.aggregation.spec.Spec;
import java.util.List;

/** The optimisers that treat each tensor by itself; they need a {@link ParameterLayout}. */
final class TensorOptimisers {
    private static final Moments LAMBS = new Moments(0.9, 0.999, 1e-6, true, 0);

    static final OptimiserEntry LARS =
            new OptimiserEntry(
                    new OptimiserDescription(
                            "lars",
                            "by tensor l = trust |x| / (|g| + decay |x|), v <- beta v + rate(t) l"
                                    + " (g + decay x), x <- x - v",
                            List.of(
                                    "trust=0.001: step beside the parameters, > 0",
                                    "beta=0.9: share of the velocity that is kept, 0 <= beta < 1",
                                    "decay=0.0005: of the parameters, in the gradient, >= 0"),
                            "1 of d: v",
                            "O(d), two passes",
                            "You, Gitman, Ginsburg: Large Batch Training of Convolutional Networks,"
                                    + " arXiv 1708.03888, 2017; l = 1 where a norm is 0, as in"
                                    + " later implementations"),
                    TensorOptimisers::lars);

    static final OptimiserEntry LAMB =
            new OptimiserEntry(
                    new OptimiserDescription(
                            "lamb",
                            "u = adam's direction + decay x, by tensor x <- x - rate(t) (|x| / |u|)"
                                    + " u",
                            LAMBS.inWords("decay=0.01: of the parameters, in the direction, >= 0"),
                            "2 of d: m, v",
                            "O(d), two passes",
                            "You, Li, Reddi et al.: Large Batch Optimization for Deep Learning:"
                                    + " Training BERT in 76 minutes, ICLR 2020, with phi(|x|) ="
                                    + " |x|"),
                    (spec, rate) ->
                            new Lamb(
                                    rate,
                                    LAMBS.read(spec, "decay"),
                                    spec.number("decay", 0.01),
                                    ParameterLayout.WHOLE));

    private TensorOptimisers() {}

    private static Optimiser lars(Spec spec, Schedule rate) {
        spec.allowing("trust", "beta", "decay");
        return new Lars(
                rate,
                spec.number("trust", 0.001),
                spec.number("beta", 0.9),
                spec.number("decay", 0.0005),
                ParameterLayout.WHOLE);
    }
}
