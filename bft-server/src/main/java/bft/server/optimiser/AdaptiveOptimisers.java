package bft.server.optimiser;

import static bft.server.optimiser.Moments.Squares.AVERAGED;
import static bft.server.optimiser.Moments.Squares.NUDGED;

import bft.server.optimiser.Adam.Kind;
import bft.spec.Spec;
import java.util.List;

/** The optimisers that scale each coordinate by what its gradients were. */
final class AdaptiveOptimisers {
    private static final Moments ADAMS = new Moments(0.9, 0.999, 1e-8, true, 0, AVERAGED);
    private static final Moments YOGIS = new Moments(0.9, 0.999, 1e-3, false, 1e-6, NUDGED);

    static final OptimiserEntry ADAGRAD =
            new OptimiserEntry(
                    new OptimiserDescription(
                            "adagrad",
                            "s <- s + g^2, x <- x - rate(t) g / (sqrt(s) + epsilon)",
                            List.of(
                                    "epsilon=1e-10: 1e-30 to 1e30, outside the root",
                                    "initial=0: where s begins, >= 0"),
                            "1 of d: s",
                            "O(d), one pass",
                            "Duchi, Hazan, Singer: Adaptive Subgradient Methods for Online Learning"
                                    + " and Stochastic Optimization, JMLR 2011, with the diagonal"),
                    AdaptiveOptimisers::adagrad);

    static final OptimiserEntry RMSPROP =
            new OptimiserEntry(
                    new OptimiserDescription(
                            "rmsprop",
                            "s <- rho s + (1 - rho) g^2, v <- beta v + g / (sqrt(s) + epsilon),"
                                    + " x <- x - rate(t) v",
                            List.of(
                                    "rho=0.9: share of the mean square that is kept, 0 <= rho < 1",
                                    "beta=0: share of the velocity that is kept, 0 <= beta < 1",
                                    "epsilon=1e-8: 1e-30 to 1e30, outside the root as in PyTorch"),
                            "1 of d: s; with beta > 0 also v",
                            "O(d), one pass",
                            "Tieleman, Hinton: Lecture 6.5, Neural Networks for Machine Learning,"
                                    + " Coursera, 2012, which has no epsilon; the momentum is"
                                    + " PyTorch's"),
                    AdaptiveOptimisers::rmsprop);

    static final OptimiserEntry ADAM =
            new OptimiserEntry(
                    new OptimiserDescription(
                            "adam",
                            "m <- beta1 m + (1 - beta1) g, v <- beta2 v + (1 - beta2) g^2,"
                                    + " x <- x - rate(t) (m / c1) / (sqrt(v / c2) + epsilon),"
                                    + " c1 = 1 - beta1^t, c2 = 1 - beta2^t",
                            ADAMS.inWords(),
                            "2 of d: m, v",
                            "O(d), one pass",
                            "Kingma, Ba: Adam: A Method for Stochastic Optimization, ICLR 2015,"
                                    + " algorithm 1, as PyTorch; with correction=no and initial ="
                                    + " epsilon^2 FedAdam of Reddi et al., ICLR 2021"),
                    (spec, rate) -> new Adam(Kind.ADAM, rate, ADAMS.read(spec)));

    static final OptimiserEntry ADAMW =
            new OptimiserEntry(
                    new OptimiserDescription(
                            "adamw",
                            "as adam, and x <- (1 - rate(t) decay) x before",
                            ADAMS.inWords("decay=0.01: of the parameters, times the rate, >= 0"),
                            "2 of d: m, v",
                            "O(d), one pass",
                            "Loshchilov, Hutter: Decoupled Weight Decay Regularization, ICLR 2019,"
                                    + " where the decay is times the schedule's factor alone; as"
                                    + " PyTorch it is times the rate"),
                    (spec, rate) ->
                            new Adam(
                                    Kind.ADAMW,
                                    rate,
                                    ADAMS.read(spec, "decay"),
                                    spec.number("decay", 0.01)));

    static final OptimiserEntry YOGI =
            new OptimiserEntry(
                    new OptimiserDescription(
                            "yogi",
                            "as adam, with v <- v - (1 - beta2) sign(v - g^2) g^2",
                            YOGIS.inWords(),
                            "2 of d: m, v",
                            "O(d), one pass",
                            "Zaheer, Reddi, Sachan, Kale, Kumar: Adaptive Methods for Nonconvex"
                                    + " Optimization, NeurIPS 2018, which corrects nothing; with"
                                    + " initial = epsilon^2 FedYogi of Reddi et al., ICLR 2021"),
                    (spec, rate) -> new Adam(Kind.YOGI, rate, YOGIS.read(spec)));

    private AdaptiveOptimisers() {}

    private static Optimiser adagrad(Spec spec, Schedule rate) {
        spec.allowing("epsilon", "initial");
        return new AdaGrad(rate, spec.number("epsilon", 1e-10), spec.number("initial", 0));
    }

    private static Optimiser rmsprop(Spec spec, Schedule rate) {
        spec.allowing("rho", "beta", "epsilon");
        return new RmsProp(
                rate,
                spec.number("rho", 0.9),
                spec.number("beta", 0),
                spec.number("epsilon", 1e-8));
    }
}
