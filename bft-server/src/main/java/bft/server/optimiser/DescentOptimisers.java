package bft.server.optimiser;

import bft.spec.Spec;
import java.util.List;

/** The optimisers whose step is as long as the gradient, or the rate, says. */
final class DescentOptimisers {
    private static final double DEFAULT_BETA = 0.9;
    private static final String BETA =
            "beta=0.9: share of the velocity that is kept, 0 <= beta < 1";
    private static final String PLACE =
            "rate=outside|inside: of the velocity; inside, v holds rate(t) g and x moves by v";

    static final OptimiserEntry SGD =
            new OptimiserEntry(
                    new OptimiserDescription(
                            "sgd",
                            "x <- x - rate(t) g",
                            List.of(),
                            "none",
                            "O(d), one pass",
                            "Robbins, Monro: A Stochastic Approximation Method, Annals of"
                                    + " Mathematical Statistics, 1951"),
                    (spec, rate) -> {
                        spec.allowing();
                        return new Sgd(rate);
                    });

    static final OptimiserEntry MOMENTUM =
            new OptimiserEntry(
                    new OptimiserDescription(
                            "momentum",
                            "v <- beta v + g, x <- x - rate(t) v",
                            List.of(BETA, PLACE),
                            "1 of d: v",
                            "O(d), one pass",
                            "Polyak: Some methods of speeding up the convergence of iteration"
                                    + " methods, USSR Computational Mathematics and Mathematical"
                                    + " Physics, 1964; inside as Sutskever, Martens, Dahl, Hinton:"
                                    + " On the importance of initialization and momentum in deep"
                                    + " learning, ICML 2013; outside as PyTorch"),
                    (spec, rate) -> momentum(spec, rate, false));

    static final OptimiserEntry NESTEROV =
            new OptimiserEntry(
                    new OptimiserDescription(
                            "nesterov",
                            "v <- beta v + g, x <- x - rate(t) (g + beta v)",
                            List.of(BETA, PLACE),
                            "1 of d: v",
                            "O(d), one pass",
                            "Nesterov: A method for solving the convex programming problem with"
                                    + " convergence rate O(1/k^2), Soviet Mathematics Doklady, 1983;"
                                    + " inside as Sutskever et al., ICML 2013, and Bengio,"
                                    + " Boulanger-Lewandowski, Pascanu: Advances in Optimizing"
                                    + " Recurrent Networks, ICASSP 2013; outside as PyTorch"),
                    (spec, rate) -> momentum(spec, rate, true));

    static final OptimiserEntry SIGN =
            new OptimiserEntry(
                    new OptimiserDescription(
                            "sign",
                            "x <- x - rate(t) sign(g); with beta > 0: m <- beta m + (1 - beta) g,"
                                    + " x <- x - rate(t) sign(m)",
                            List.of("beta=0: share of the mean that is kept, 0 <= beta < 1"),
                            "none; with beta > 0 1 of d: m",
                            "O(d), one pass",
                            "Bernstein, Wang, Azizzadenesheli, Anandkumar: signSGD: Compressed"
                                    + " Optimisation for Non-Convex Problems, ICML 2018: signSGD and"
                                    + " Signum; a vote of the workers' signs is the rule"
                                    + " sign-majority"),
                    (spec, rate) -> new SignDescent(rate, spec.allowing("beta").number("beta", 0)));

    static final OptimiserEntry LION =
            new OptimiserEntry(
                    new OptimiserDescription(
                            "lion",
                            "x <- (1 - rate(t) decay) x - rate(t) sign(beta1 m + (1 - beta1) g),"
                                    + " m <- beta2 m + (1 - beta2) g",
                            List.of(
                                    "beta1=0.9: weight of the mean in the step, 0 <= beta1 < 1",
                                    "beta2=0.99: share of the mean that is kept, 0 <= beta2 < 1",
                                    "decay=0: of the parameters, times the rate, >= 0"),
                            "1 of d: m",
                            "O(d), one pass",
                            "Chen, Liang, Huang, Real et al.: Symbolic Discovery of Optimization"
                                    + " Algorithms, NeurIPS 2023"),
                    DescentOptimisers::lion);

    private DescentOptimisers() {}

    private static Optimiser momentum(Spec spec, Schedule rate, boolean nesterov) {
        spec.allowing("beta", "rate");
        boolean inside = spec.oneOf("rate", "outside", "inside").equals("inside");
        return new Momentum(rate, spec.number("beta", DEFAULT_BETA), nesterov, inside);
    }

    private static Optimiser lion(Spec spec, Schedule rate) {
        spec.allowing("beta1", "beta2", "decay");
        return new Lion(
                rate,
                spec.number("beta1", 0.9),
                spec.number("beta2", 0.99),
                spec.number("decay", 0));
    }
}
