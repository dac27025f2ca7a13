package bft.server.optimiser;

import bft.aggregation.spec.Spec;
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

    private DescentOptimisers() {}

    private static Optimiser momentum(Spec spec, Schedule rate, boolean nesterov) {
        spec.allowing("beta", "rate");
        boolean inside = spec.oneOf("rate", "outside", "inside").equals("inside");
        return new Momentum(rate, spec.number("beta", DEFAULT_BETA), nesterov, inside);
    }
}
