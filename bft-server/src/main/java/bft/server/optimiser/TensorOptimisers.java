package bft.server.optimiser;

import static bft.server.optimiser.DescentOptimisers.STATE;
import static bft.server.optimiser.DescentOptimisers.decay;
import static bft.server.optimiser.DescentOptimisers.epsilon;
import static bft.server.optimiser.DescentOptimisers.share;
import static bft.server.optimiser.Moments.Squares.AVERAGED;
import static bft.spec.Parameter.number;
import static bft.spec.Parameter.whole;

import bft.spec.Arguments;
import bft.spec.Registry;
import java.util.function.Function;

/** The optimisers that treat each tensor individually; they need a {@link ParameterLayout}. */
final class TensorOptimisers {

    static final Registry<Function<Schedule, Optimiser>> OPTIMISERS = new Registry<>("optimiser");

    static {
        OPTIMISERS
                .named(
                        "lars",
                        "by tensor l = trust |x| / (|g| + decay |x|), v <- beta v + rate(t) l (g"
                                + " + decay x), x <- x - v")
                .takes(
                        number("trust", "0.001")
                                .above(0)
                                .means("length of a step relative to the parameters"),
                        share("beta", "0.9", "of the velocity"),
                        decay("0.0005", "of the parameters, in the gradient"))
                .fact(STATE, "1 of d: v")
                .costs("O(d), two passes")
                .source(
                        "You, Gitman, Ginsburg: Large Batch Training of Convolutional Networks,"
                                + " arXiv 1708.03888, 2017; l = 1 where a norm is 0, as in later"
                                + " implementations")
                .madeBy(TensorOptimisers::lars);
        OPTIMISERS
                .named(
                        "lamb",
                        "u = adam's direction + decay x, by tensor x <- x - rate(t) (|x| / |u|) u")
                .takes(Moments.parameters("1e-6", true, "0"))
                .takes(decay("0.01", "of the parameters, in the direction"))
                .fact(STATE, "2 of d: m, v")
                .costs("O(d), three passes")
                .source(
                        "You, Li, Reddi et al.: Large Batch Optimization for Deep Learning:"
                                + " Training BERT in 76 minutes, ICLR 2020, with phi(|x|) = |x|")
                .madeBy(
                        given ->
                                rate ->
                                        new Lamb(
                                                rate,
                                                Moments.of(given, AVERAGED),
                                                given.number("decay"),
                                                ParameterLayout.WHOLE));
        OPTIMISERS
                .named(
                        "shampoo",
                        "by block of a matrix L <- L + G G', R <- R + G' G, X <- X - rate(t) (L"
                                + " + epsilon I)^(-1/4) G (R + epsilon I)^(-1/4); by vector s <- s + g^2,"
                                + " x <- x - rate(t) g / sqrt(s + epsilon)")
                .takes(
                        whole("every", "20")
                                .atLeast(1)
                                .means("steps between recomputations of the roots"),
                        whole("block", "128")
                                .atLeast(2)
                                .atMost(Shampoo.MOST_BLOCK)
                                .means("longest side of a block"),
                        epsilon("1e-4"))
                .fact(
                        STATE,
                        "L, R, both roots: 4 of d with square blocks, more with narrow ones; s")
                .costs(
                        "O(d (r + c)) with blocks of r x c, and every so many steps O(d (r^2/c +"
                                + " c^2/r))")
                .source(
                        "Gupta, Koren, Singer: Shampoo: Preconditioned Stochastic Tensor"
                                + " Optimization, ICML 2018; blocks as Anil, Gupta, Koren, Regan, Singer:"
                                + " Scalable Second Order Optimization for Deep Learning, 2020; needs a"
                                + " layout with a matrix")
                .madeBy(TensorOptimisers::shampoo);
    }

    private TensorOptimisers() {}

    private static Function<Schedule, Optimiser> lars(Arguments given) {
        return rate ->
                new Lars(
                        rate,
                        given.number("trust"),
                        given.number("beta"),
                        given.number("decay"),
                        ParameterLayout.WHOLE);
    }

    private static Function<Schedule, Optimiser> shampoo(Arguments given) {
        return rate ->
                new Shampoo(
                        rate,
                        given.whole("every"),
                        given.whole("block"),
                        given.number("epsilon"),
                        ParameterLayout.WHOLE);
    }
}
