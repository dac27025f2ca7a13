package bft.worker.training;

import static bft.spec.Parameter.number;
import static bft.spec.Parameter.whole;
import static bft.spec.Parameter.word;

import bft.spec.Arguments;
import bft.spec.Registry;
import bft.spec.Spec;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongToDoubleFunction;
import java.util.function.UnaryOperator;

/** How a worker processes its gradients before it sends them, by name. */
public final class LocalMethods {
    /** The name for gradients as they are. */
    public static final String NONE = "none";

    /** The default rate of local steps. */
    public static final double DEFAULT_RATE = 0.1;

    private static final String JOB = "job";
    private static final String LOCAL_STEPS = "local-steps";

    /** Each entry takes the job's learning rate at each version. */
    private static final Registry<Function<LongToDoubleFunction, UnaryOperator<GradientSource>>>
            REGISTRY = new Registry<>("local method");

    static {
        REGISTRY.named(NONE, "gradients as they are").madeBy(given -> rates -> source -> source);
        REGISTRY.named("clip", "gradients shortened to a length")
                .takes(number("norm", "2").above(0).means("the longest"))
                .madeBy(
                        given ->
                                rates ->
                                        source ->
                                                new ClippedGradients(given.number("norm"), source));
        REGISTRY.named("momentum", "m <- beta m + (1 - beta) g, sent instead of g")
                .takes(
                        number("beta", "0.9")
                                .atLeast(0)
                                .below(1)
                                .means("share of the momentum that is kept"),
                        word("dampened", "yes", "no").means("no: m <- beta m + g"))
                .source(
                        "El Mhamdi, Guerraoui, Rouault: Distributed Momentum for"
                                + " Byzantine-resilient Stochastic Gradient Descent, ICLR 2021;"
                                + " Karimireddy, He, Jaggi, ICML 2021")
                .madeBy(
                        given ->
                                rates ->
                                        source ->
                                                new LocalMomentum(
                                                        given.number("beta"),
                                                        given.is("dampened", "yes"),
                                                        source));
        REGISTRY.named(
                        LOCAL_STEPS,
                        "the sum of the gradients of k local steps; at most once in a chain")
                .takes(
                        whole("k", "5").atLeast(1).atMost(1_000_000).means("steps"),
                        number("rate", JOB).above(0).means("of these steps"))
                .madeBy(LocalMethods::localSteps);
    }

    private LocalMethods() {}

    /** All local methods, for listings. */
    public static Registry<?> registry() {
        return REGISTRY;
    }

    /**
     * A chain, applied from left to right: {@code clip:norm=2,momentum:beta=0.9} is the momentum of
     * clipped gradients.
     *
     * @param rates the job's learning rate at each version
     * @return a function that wraps the source of plain gradients
     * @throws IllegalArgumentException if there is no such method, with the known ones, or a
     *     parameter is out of range
     */
    public static UnaryOperator<GradientSource> of(String chain, LongToDoubleFunction rates) {
        UnaryOperator<GradientSource> all = source -> source;
        List<Spec> specs = Spec.parseChain(chain);
        if (specs.stream().filter(spec -> spec.name().equals(LOCAL_STEPS)).count() > 1) {
            throw new IllegalArgumentException(
                    "%s may stand once, got '%s'".formatted(LOCAL_STEPS, chain));
        }
        for (Spec spec : specs) {
            UnaryOperator<GradientSource> before = all;
            UnaryOperator<GradientSource> next = REGISTRY.make(spec).apply(rates);
            all = source -> next.apply(before.apply(source));
        }
        UnaryOperator<GradientSource> chained = all;
        return chain.equals(NONE) ? all : source -> new Remembered(chained.apply(source));
    }

    /** The same if the job's rate is unknown: local steps then use 0.1. */
    public static UnaryOperator<GradientSource> of(String chain) {
        return of(chain, version -> DEFAULT_RATE);
    }

    private static Function<LongToDoubleFunction, UnaryOperator<GradientSource>> localSteps(
            Arguments given) {
        int steps = given.whole("k");
        double own = given.number("rate", 0);
        return rates ->
                source ->
                        new LocalSteps(
                                steps, given.is("rate", JOB) ? rates : version -> own, source);
    }
}
