package bft.server.optimiser;

import static bft.spec.Parameter.number;
import static bft.spec.Parameter.whole;
import static bft.spec.Parameter.word;

import bft.spec.Arguments;
import bft.spec.Parameter;
import bft.spec.Registry;
import java.util.function.Function;

/** The optimisers whose step length follows the gradient or the rate. */
final class DescentOptimisers {
    static final String STATE = "state";
    private static final Parameter BETA = share("beta", "0.9", "of the velocity");
    private static final Parameter PLACE =
            word("rate", "outside", "inside")
                    .means("of the velocity; inside, v holds rate(t) g and x moves by v");

    static final Registry<Function<Schedule, Optimiser>> OPTIMISERS = new Registry<>("optimiser");

    static {
        OPTIMISERS
                .named("sgd", "x <- x - rate(t) g")
                .fact(STATE, "none")
                .costs("O(d), one pass")
                .source(
                        "Robbins, Monro: A Stochastic Approximation Method, Annals of"
                                + " Mathematical Statistics, 1951")
                .madeBy(given -> Sgd::new);
        OPTIMISERS
                .named("momentum", "v <- beta v + g, x <- x - rate(t) v")
                .takes(BETA, PLACE)
                .fact(STATE, "1 of d: v")
                .costs("O(d), one pass")
                .source(
                        "Polyak: Some methods of speeding up the convergence of iteration"
                                + " methods, USSR Computational Mathematics and Mathematical Physics,"
                                + " 1964; inside as Sutskever, Martens, Dahl, Hinton: On the importance of"
                                + " initialization and momentum in deep learning, ICML 2013; outside as"
                                + " PyTorch")
                .madeBy(given -> momentum(given, false));
        OPTIMISERS
                .named("nesterov", "v <- beta v + g, x <- x - rate(t) (g + beta v)")
                .takes(BETA, PLACE)
                .fact(STATE, "1 of d: v")
                .costs("O(d), one pass")
                .source(
                        "Nesterov: A method for solving the convex programming problem with"
                                + " convergence rate O(1/k^2), Soviet Mathematics Doklady, 1983; inside as"
                                + " Sutskever et al., ICML 2013, and Bengio, Boulanger-Lewandowski,"
                                + " Pascanu: Advances in Optimizing Recurrent Networks, ICASSP 2013;"
                                + " outside as PyTorch")
                .madeBy(given -> momentum(given, true));
        OPTIMISERS
                .named(
                        "delayed-nesterov",
                        "s <- s + g; each every-th step v <- beta v + s / every, x <- x - rate(t)"
                                + " (g / every + beta v), s <- 0; else x <- x - rate(t) g / every")
                .takes(BETA, whole("every", "10").atLeast(1).means("steps, N"))
                .fact(STATE, "2 of d: v and s")
                .costs("O(d), one pass")
                .source(
                        "Liu et al.: Asynchronous Local-SGD Training for Language Modeling, 2024,"
                                + " with c = 0")
                .madeBy(
                        given ->
                                rate ->
                                        new DelayedNesterov(
                                                rate, given.number("beta"), given.whole("every")));
        OPTIMISERS
                .named(
                        "sign",
                        "x <- x - rate(t) sign(g); with beta > 0: m <- beta m + (1 - beta) g, x"
                                + " <- x - rate(t) sign(m)")
                .takes(share("beta", "0", "of the mean"))
                .fact(STATE, "none; with beta > 0 1 of d: m")
                .costs("O(d), one pass")
                .source(
                        "Bernstein, Wang, Azizzadenesheli, Anandkumar: signSGD: Compressed"
                                + " Optimisation for Non-Convex Problems, ICML 2018: signSGD and Signum; a"
                                + " majority vote of the workers' signs is the rule sign-majority")
                .madeBy(given -> rate -> new SignDescent(rate, given.number("beta")));
        OPTIMISERS
                .named(
                        "lion",
                        "x <- (1 - rate(t) decay) x - rate(t) sign(beta1 m + (1 - beta1) g), m"
                                + " <- beta2 m + (1 - beta2) g")
                .takes(
                        number("beta1", "0.9")
                                .atLeast(0)
                                .below(1)
                                .means("weight of the mean in the step"),
                        share("beta2", "0.99", "of the mean"),
                        decay("0", "of the parameters, times the rate"))
                .fact(STATE, "1 of d: m")
                .costs("O(d), one pass")
                .source(
                        "Chen, Liang, Huang, Real et al.: Symbolic Discovery of Optimization"
                                + " Algorithms, NeurIPS 2023")
                .madeBy(
                        given ->
                                rate ->
                                        new Lion(
                                                rate,
                                                given.number("beta1"),
                                                given.number("beta2"),
                                                given.number("decay")));
    }

    private DescentOptimisers() {}

    /** A parameter for the share that is kept from step to step. */
    static Parameter share(String name, String defaultText, String ofWhat) {
        return number(name, defaultText)
                .atLeast(0)
                .below(1)
                .means("share " + ofWhat + " that is kept");
    }

    /** A parameter that keeps a divisor above 0: below its limit a float32 would soon become 0. */
    static Parameter epsilon(String defaultText) {
        return number("epsilon", defaultText).atLeast(1e-30).atMost(1e30);
    }

    static Parameter decay(String defaultText, String meaning) {
        return number("decay", defaultText).atLeast(0).means(meaning);
    }

    private static Function<Schedule, Optimiser> momentum(Arguments given, boolean nesterov) {
        double beta = given.number("beta");
        return rate -> new Momentum(rate, beta, nesterov, given.is("rate", "inside"));
    }
}
