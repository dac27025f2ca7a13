package bft.server.optimiser;

import bft.spec.Spec;
import java.util.List;

/** The optimisers that treat each tensor by itself; they need a {@link ParameterLayout}. */
final class TensorOptimisers {
    private static final Moments LAMBS =
            new Moments(0.9, 0.999, 1e-6, true, 0, Moments.Squares.AVERAGED);

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
                            "O(d), three passes",
                            "You, Li, Reddi et al.: Large Batch Optimization for Deep Learning:"
                                    + " Training BERT in 76 minutes, ICLR 2020, with phi(|x|) ="
                                    + " |x|"),
                    (spec, rate) ->
                            new Lamb(
                                    rate,
                                    LAMBS.read(spec, "decay"),
                                    spec.number("decay", 0.01),
                                    ParameterLayout.WHOLE));

    static final OptimiserEntry SHAMPOO =
            new OptimiserEntry(
                    new OptimiserDescription(
                            "shampoo",
                            "by block of a matrix L <- L + G G', R <- R + G' G, X <- X - rate(t) (L"
                                    + " + epsilon I)^(-1/4) G (R + epsilon I)^(-1/4); by vector s <-"
                                    + " s + g^2, x <- x - rate(t) g / sqrt(s + epsilon)",
                            List.of(
                                    "every=20: steps from new roots to the next, >= 1",
                                    "block=128: longest side of a block, 2 to "
                                            + Shampoo.MOST_BLOCK,
                                    "epsilon=1e-4: 1e-30 to 1e30"),
                            "L, R, both roots: 4 of d with square blocks, more with narrow ones; s",
                            "O(d (r + c)) with blocks of r x c, and every so many steps O(d (r^2/c"
                                    + " + c^2/r))",
                            "Gupta, Koren, Singer: Shampoo: Preconditioned Stochastic Tensor"
                                    + " Optimization, ICML 2018; blocks as Anil, Gupta, Koren,"
                                    + " Regan, Singer: Scalable Second Order Optimization for Deep"
                                    + " Learning, 2020; needs a layout with a matrix"),
                    TensorOptimisers::shampoo);

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

    private static Optimiser shampoo(Spec spec, Schedule rate) {
        spec.allowing("every", "block", "epsilon");
        return new Shampoo(
                rate,
                spec.integer("every", 20),
                spec.integer("block", 128),
                spec.number("epsilon", 1e-4),
                ParameterLayout.WHOLE);
    }
}
