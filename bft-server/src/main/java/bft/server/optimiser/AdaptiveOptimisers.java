package bft.server.optimiser;

import static bft.server.optimiser.DescentOptimisers.STATE;
import static bft.server.optimiser.DescentOptimisers.decay;
import static bft.server.optimiser.DescentOptimisers.epsilon;
import static bft.server.optimiser.DescentOptimisers.share;
import static bft.server.optimiser.Moments.Squares.AVERAGED;
import static bft.server.optimiser.Moments.Squares.NUDGED;
import static bft.spec.Parameter.number;

import bft.server.optimiser.Adam.Kind;
import bft.spec.Registry;
import java.util.function.Function;

/** The optimisers that scale each coordinate by its past gradients. */
final class AdaptiveOptimisers {

    static final Registry<Function<Schedule, Optimiser>> OPTIMISERS = new Registry<>("optimiser");

    static {
        OPTIMISERS
                .named("adagrad", "s <- s + g^2, x <- x - rate(t) g / (sqrt(s) + epsilon)")
                .takes(
                        epsilon("1e-10").means("outside the root"),
                        number("initial", "0").atLeast(0).means("where s begins"))
                .fact(STATE, "1 of d: s")
                .costs("O(d), one pass")
                .source(
                        "Duchi, Hazan, Singer: Adaptive Subgradient Methods for Online Learning"
                                + " and Stochastic Optimization, JMLR 2011, with the diagonal")
                .madeBy(
                        given ->
                                rate ->
                                        new AdaGrad(
                                                rate,
                                                given.number("epsilon"),
                                                given.number("initial")));
        OPTIMISERS
                .named(
                        "rmsprop",
                        "s <- rho s + (1 - rho) g^2, v <- beta v + g / (sqrt(s) + epsilon), x <-"
                                + " x - rate(t) v")
                .takes(
                        share("rho", "0.9", "of the mean square"),
                        share("beta", "0", "of the velocity"),
                        epsilon("1e-8").means("outside the root as in PyTorch"))
                .fact(STATE, "1 of d: s; with beta > 0 also v")
                .costs("O(d), one pass")
                .source(
                        "Tieleman, Hinton: Lecture 6.5, Neural Networks for Machine Learning,"
                                + " Coursera, 2012, which has no epsilon; the momentum is PyTorch's")
                .madeBy(
                        given ->
                                rate ->
                                        new RmsProp(
                                                rate,
                                                given.number("rho"),
                                                given.number("beta"),
                                                given.number("epsilon")));
        OPTIMISERS
                .named(
                        "adam",
                        "m <- beta1 m + (1 - beta1) g, v <- beta2 v + (1 - beta2) g^2, x <- x -"
                                + " rate(t) (m / c1) / (sqrt(v / c2) + epsilon), c1 = 1 - beta1^t, c2 = 1"
                                + " - beta2^t")
                .takes(Moments.parameters("1e-8", true, "0"))
                .fact(STATE, "2 of d: m, v")
                .costs("O(d), one pass")
                .source(
                        "Kingma, Ba: Adam: A Method for Stochastic Optimization, ICLR 2015,"
                                + " algorithm 1, as PyTorch; with correction=no and initial = epsilon^2"
                                + " FedAdam of Reddi et al., ICLR 2021")
                .madeBy(given -> rate -> new Adam(Kind.ADAM, rate, Moments.of(given, AVERAGED)));
        OPTIMISERS
                .named("adamw", "as adam, and x <- (1 - rate(t) decay) x before")
                .takes(Moments.parameters("1e-8", true, "0"))
                .takes(decay("0.01", "of the parameters, times the rate"))
                .fact(STATE, "2 of d: m, v")
                .costs("O(d), one pass")
                .source(
                        "Loshchilov, Hutter: Decoupled Weight Decay Regularization, ICLR 2019,"
                                + " where the decay is times the schedule's factor only; here, as in PyTorch,"
                                + " times the rate")
                .madeBy(
                        given ->
                                rate ->
                                        new Adam(
                                                Kind.ADAMW,
                                                rate,
                                                Moments.of(given, AVERAGED),
                                                given.number("decay")));
        OPTIMISERS
                .named("yogi", "as adam, with v <- v - (1 - beta2) sign(v - g^2) g^2")
                .takes(Moments.parameters("1e-3", false, "1e-6"))
                .fact(STATE, "2 of d: m, v")
                .costs("O(d), one pass")
                .source(
                        "Zaheer, Reddi, Sachan, Kale, Kumar: Adaptive Methods for Nonconvex"
                                + " Optimization, NeurIPS 2018, which corrects nothing; with initial ="
                                + " epsilon^2 FedYogi of Reddi et al., ICLR 2021")
                .madeBy(given -> rate -> new Adam(Kind.YOGI, rate, Moments.of(given, NUDGED)));
    }

    private AdaptiveOptimisers() {}
}
