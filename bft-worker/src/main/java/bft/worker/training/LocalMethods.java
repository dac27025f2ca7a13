package bft.worker.training;

import static bft.spec.Parameter.choice;
import static bft.spec.Parameter.number;
import static bft.spec.Parameter.whole;
import static bft.spec.Parameter.word;

import bft.spec.Arguments;
import bft.spec.BadArgument;
import bft.spec.Parameter;
import bft.spec.Registry;
import bft.spec.Spec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongToDoubleFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** How a worker processes its gradients before it sends them, by name. */
public final class LocalMethods {
    /** The name for gradients as they are. */
    public static final String NONE = "none";

    /** The default rate of local steps. */
    public static final double DEFAULT_RATE = 0.1;

    private static final String RELEVANCE = "relevance";
    private static final String JOB = "job";
    private static final String LOCAL_STEPS = "local-steps";
    private static final String USUAL_STEPS = "5";

    /**
     * What the methods of a worker depend on besides their parameters.
     *
     * @param rates the job's learning rate at each version
     * @param seed of the job
     */
    public record Terms(LongToDoubleFunction rates, long seed, int worker) {}

    private static final Registry<Function<Terms, UnaryOperator<GradientSource>>> REGISTRY =
            new Registry<>("local method");

    static {
        REGISTRY.named(NONE, "gradients as they are").madeBy(given -> terms -> source -> source);
        REGISTRY.named("clip", "gradients shortened to a length")
                .takes(number("norm", "2").above(0).means("the longest"))
                .madeBy(
                        given ->
                                terms ->
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
                                terms ->
                                        source ->
                                                new LocalMomentum(
                                                        given.number("beta"),
                                                        given.is("dampened", "yes"),
                                                        source));
        REGISTRY.named("adamw", "Adam's direction plus decay x, for local steps along it")
                .takes(
                        share("beta1", "0.9", "mean"),
                        share("beta2", "0.999", "mean square"),
                        number("epsilon", "1e-8").atLeast(1e-30).atMost(1e30),
                        number("decay", "0.01").atLeast(0).means("of the parameters"))
                .source(
                        "Kingma, Ba: Adam, ICLR 2015; Loshchilov, Hutter: Decoupled Weight Decay"
                                + " Regularization, ICLR 2019")
                .madeBy(LocalMethods::adam);
        REGISTRY.named(
                        LOCAL_STEPS,
                        "what k local steps along the directions of the methods before it add up"
                                + " to; at most once in a chain")
                .takes(
                        whole("k", USUAL_STEPS).atLeast(1).atMost(1_000_000).means("steps"),
                        whole("least", "k")
                                .atLeast(1)
                                .means("steps of partial work, drawn from here to k"),
                        number("rate", JOB).above(0).means("of these steps"),
                        choice("send", LocalSteps.Sent.SUM)
                                .means("of the directions; difference: rate times their sum"),
                        number("mu", "0").atLeast(0).means("weight of the pull to the model"),
                        word("state", "kept", "reset").means("of those methods between two models"))
                .source(
                        "McMahan et al.: Communication-Efficient Learning of Deep Networks from"
                                + " Decentralized Data, AISTATS 2017; mu: Li, Sahu et al.: Federated"
                                + " Optimization in Heterogeneous Networks, MLSys 2020")
                .madeBy(LocalMethods::localSteps);
        REGISTRY.named(
                        RELEVANCE,
                        "nothing is sent unless the share of signs that agree with the last move of"
                                + " the model is at least the threshold; the last of a chain")
                .takes(
                        number("threshold", "0.5").atLeast(0).atMost(1).means("least share"),
                        word("decays", "no", "yes").means("yes: threshold / sqrt(t)"))
                .fact(
                        "rounds",
                        "count a worker that sends nothing as missing, and need their quorum;"
                                + " asynchronous modes do not, but hostile workers always send, and"
                                + " their share of what arrives grows")
                .source(
                        "Wang, Wang, Li: CMFL: Mitigating Communication Overhead for Federated"
                                + " Learning, ICDCS 2019")
                .madeBy(
                        given ->
                                terms ->
                                        source ->
                                                new RelevanceFilter(
                                                        given.number("threshold"),
                                                        given.is("decays", "yes"),
                                                        source));
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
     * @param terms of the worker
     * @return a function that wraps the source of plain gradients
     * @throws IllegalArgumentException if there is no such method, with the known ones, or a
     *     parameter is out of range
     */
    public static UnaryOperator<GradientSource> of(String chain, Terms terms) {
        UnaryOperator<GradientSource> all = source -> source;
        List<Spec> specs = Spec.parseChain(chain);
        BadArgument.when(specs.stream().filter(spec -> spec.name().equals(LOCAL_STEPS)).count() > 1)
                .because("%s may stand once, got '%s'", LOCAL_STEPS, chain);
        BadArgument.when(specs.stream().limit(specs.size() - 1L).anyMatch(LocalMethods::isFilter))
                .because("%s must be the last of a chain, got '%s'", RELEVANCE, chain);
        for (Spec spec : specs) {
            UnaryOperator<GradientSource> before = all;
            UnaryOperator<GradientSource> next = REGISTRY.make(spec).apply(terms);
            all = source -> next.apply(before.apply(source));
        }
        UnaryOperator<GradientSource> chained = all;
        return chain.equals(NONE) ? all : source -> new Remembered(chained.apply(source));
    }

    private static boolean isFilter(Spec spec) {
        return spec.name().equals(RELEVANCE);
    }

    /** The chain of a worker that always sends: without the filter at its end, if there is one. */
    public static String withoutFilter(String chain) {
        String rest =
                Spec.parseChain(chain).stream()
                        .filter(spec -> !isFilter(spec))
                        .map(Spec::toString)
                        .collect(Collectors.joining(","));
        return rest.isEmpty() ? NONE : rest;
    }

    /**
     * How many gradients a worker computes for one that it sends, at most.
     *
     * @throws IllegalArgumentException as {@link #of}
     */
    public static int gradientsEach(String chain) {
        of(chain);
        return Spec.parseChain(chain).stream()
                .filter(spec -> spec.name().equals(LOCAL_STEPS))
                .mapToInt(
                        spec -> Integer.parseInt(spec.parameters().getOrDefault("k", USUAL_STEPS)))
                .findFirst()
                .orElse(1);
    }

    /** How many local steps a worker makes for each gradient, if the chain has any. */
    static Optional<LocalWork> work(String chain, Terms terms) {
        return Spec.parseChain(chain).stream()
                .filter(spec -> spec.name().equals(LOCAL_STEPS))
                .map(Spec::parameters)
                .map(given -> work(given, terms))
                .findFirst();
    }

    private static LocalWork work(Map<String, String> given, Terms terms) {
        String most = given.getOrDefault("k", USUAL_STEPS);
        String least = given.getOrDefault("least", "k");
        return new LocalWork(
                Integer.parseInt(least.equals("k") ? most : least),
                Integer.parseInt(most),
                terms.seed,
                terms.worker);
    }

    /** The same if the job's rate is unknown: local steps then use 0.1. */
    public static UnaryOperator<GradientSource> of(String chain) {
        return of(chain, new Terms(version -> DEFAULT_RATE, 0, 0));
    }

    private static Parameter share(String name, String usual, String ofWhat) {
        return number(name, usual).atLeast(0).below(1).means("share of the " + ofWhat + " kept");
    }

    private static Function<Terms, UnaryOperator<GradientSource>> adam(Arguments given) {
        var settings =
                new LocalAdam.Settings(
                        given.number("beta1"),
                        given.number("beta2"),
                        given.number("epsilon"),
                        given.number("decay"));
        return terms -> source -> new LocalAdam(settings, source);
    }

    private static Function<Terms, UnaryOperator<GradientSource>> localSteps(Arguments given) {
        int steps = given.whole("k");
        int least = given.is("least", "k") ? steps : given.whole("least");
        BadArgument.when(least > steps)
                .because("%s needs least <= k, got least=%s, k=%s", LOCAL_STEPS, least, steps);
        double own = given.number("rate", 0);
        double mu = given.number("mu");
        boolean resets = given.is("state", "reset");
        LocalSteps.Sent sent = given.choice("send", LocalSteps.Sent.class);
        return terms ->
                source ->
                        new LocalSteps(
                                new LocalWork(least, steps, terms.seed, terms.worker),
                                given.is("rate", JOB) ? terms.rates : version -> own,
                                mu,
                                sent,
                                resets,
                                source);
    }
}
