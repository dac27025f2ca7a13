package bft.aggregation.admission.policy;

import static bft.spec.Parameter.choice;
import static bft.spec.Parameter.number;
import static bft.spec.Parameter.whole;
import static bft.spec.Parameter.word;

import bft.aggregation.AggregationRule;
import bft.aggregation.admission.AdmissionFilter;
import bft.aggregation.admission.buffer.AggregationBuffer;
import bft.aggregation.admission.buffer.BasgdBuffer;
import bft.aggregation.admission.buffer.LatestBuffer;
import bft.aggregation.admission.buffer.SumBuffer;
import bft.aggregation.admission.buffer.VoteBuffer;
import bft.aggregation.admission.filter.Dampening;
import bft.aggregation.admission.filter.Kardam;
import bft.aggregation.admission.filter.Kardam.Coefficients;
import bft.aggregation.admission.filter.LipschitzFilter.Candidate;
import bft.aggregation.admission.filter.LipschitzFilter.Threshold;
import bft.aggregation.admission.filter.StalenessDampening;
import bft.aggregation.admission.filter.StalenessDampening.Kind;
import bft.aggregation.admission.filter.TrustedWorker;
import bft.aggregation.admission.filter.ZenoPlusPlus;
import bft.aggregation.admission.weighted.CenteredTrimming;
import bft.aggregation.admission.weighted.WeightedGeometricMedian;
import bft.aggregation.admission.weighted.WeightedMedian;
import bft.aggregation.reducer.Mean;
import bft.aggregation.rules.Rules;
import bft.spec.Arguments;
import bft.spec.BadArgument;
import bft.spec.Parameter;
import bft.spec.Registry;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;

/**
 * Every asynchronous policy by name. A specification is a name with parameters, {@code
 * kardam:dampening=exponential,alpha=0.1}.
 */
public final class Filters {
    /**
     * The rule over votes and buffers, unless the caller has another: robust with only 2f+1 rows.
     * Chosen by experiment, on a perceptron with 100 hidden units on MNIST with three of ten
     * workers attacking from the first message: over two seeds each, 2,000 gradients gave an
     * accuracy of 0.925 or more under -10 g and under a constant of -10 g, where the median without
     * it gave 0.71 to 0.80 under that constant. The choice was made on these attacks, so it claims
     * nothing about others.
     */
    public static final String DEFAULT_RULE = "nnm,geometric-median";

    /** Enough that honest workers almost never have all of them rejected. */
    private static final int ATTEMPTS = 64;

    /**
     * Gradients that make a step behind the frequency filter, or f+1 if that is fewer. If one made
     * a step, the path between two versions could be a single stale gradient, dampened to a tenth.
     * The worker with that path is much steeper than the others, and while f attack, the steepest
     * honest worker's coefficient is the threshold: forged gradients would pass. Not more, since a
     * step is their sum.
     */
    private static final int MOST_SUMMED = 3;

    private static final String LAMBDA = "Lambda(tau)";
    private static final Parameter DAMPENING = choice("dampening", Kind.INVERSE).means(LAMBDA);
    private static final Parameter NO_DAMPENING = choice("dampening", Kind.NONE).means(LAMBDA);
    private static final Parameter ALPHA =
            number("alpha", "0.2").atLeast(0).means("rate of an exponential dampening");
    private static final Parameter BUNDLE =
            whole("bundle", "1").atLeast(1).means("M, gradients that make a step");
    private static final Parameter VOTES =
            whole("bundle", "2f+1").atLeast(1).means("M, votes that make a step");
    private static final Parameter ITERATIONS =
            whole("iterations", "32").atLeast(1).means("Weiszfeld steps");
    private static final String KARDAM =
            "Damaskinos, El Mhamdi, Guerraoui, Patra, Taziki: Asynchronous Byzantine"
                    + " Machine Learning (the case of SGD), ICML 2018";
    private static final String DAHAN =
            "Dahan, Levy: Weight for Robustness: A Comprehensive Approach towards"
                    + " Optimal Fault-Tolerant Asynchronous ML, NeurIPS 2024";

    private static final Registry<Factory> REGISTRY = new Registry<>("filter");

    static {
        REGISTRY.named("none", "every gradient makes a step; tolerates no Byzantine worker")
                .takes(NO_DAMPENING, ALPHA, BUNDLE)
                .requires("n >= 1")
                .source("asynchronous SGD, the baseline")
                .madeBy(given -> everything(given, dampening(given)));
        REGISTRY.named("dynsgd", "every gradient makes a step, counted 1/(1+tau)")
                .takes(BUNDLE)
                .requires("n >= 1")
                .source(
                        "Jiang, Cui, Zhang, Yu: Heterogeneity-aware Distributed Parameter"
                                + " Servers, SIGMOD 2017")
                .madeBy(given -> everything(given, new StalenessDampening(Kind.INVERSE, 0)));
        REGISTRY.named(
                        "kardam",
                        "Lipschitz filter and dampening, then one vote a worker under a robust"
                                + " rule; votes=off is the paper only")
                .takes(
                        word("votes", "on", "off")
                                .means(
                                        "whether votes protect start and progress (ours), or"
                                                + " accepted gradients"
                                                + " are added up (the paper)"),
                        word("frequency", "auto", "on", "off")
                                .means("the frequency filter; auto enables it with votes=off"),
                        VOTES.means("M; with votes=off min(f+1,3), without the frequency filter 1"),
                        choice("candidate", Candidate.WORKER).means("which coefficient is tested"),
                        choice("threshold", Threshold.ALL)
                                .means(
                                        "the (n-f)-th smallest coefficient of all; others: the"
                                                + " (n-f-1)-th (ours), which is the quantile (n-f)/n"
                                                + " of the other workers'"),
                        whole("attempts", "auto")
                                .atLeast(1)
                                .means(
                                        "gradients of a worker on one version; auto is 1, with"
                                                + " votes=off 64"),
                        DAMPENING,
                        ALPHA)
                .requires("n >= 3f+1")
                .source(KARDAM + "; the votes are ours")
                .madeBy(Filters::kardam);
        REGISTRY.named("votes", "one vote a worker, a robust rule over each 2f+1 votes")
                .takes(VOTES, DAMPENING, ALPHA)
                .requires("n >= 3f+1")
                .source("ours")
                .madeBy(
                        given ->
                                (n, rule) ->
                                        new Parts(
                                                new Dampening(dampening(given)),
                                                votes(given, n, rule)));
        REGISTRY.named("basgd", "buffers shared by workers, a robust rule over their means")
                .takes(whole("buffers", "min(n-f,3f+1)").means("B"), NO_DAMPENING, ALPHA)
                .requires("2f < B <= n")
                .source(
                        "Yang, Li: BASGD: Buffered Asynchronous SGD for Byzantine Learning, ICML"
                                + " 2021")
                .madeBy(Filters::basgd);
        REGISTRY.named(
                        "zeno-plus-plus",
                        "gradients that descend on the server's own data, at the length of its"
                                + " own gradient")
                .takes(
                        whole("root", "none")
                                .atLeast(0)
                                .means(
                                        "the worker whose gradients are trusted; a server needs"
                                                + " one"),
                        number("rate", "0.1").above(0).means("the optimiser's learning rate"),
                        number("rho", "0.001").atLeast(0).means("penalty on length"),
                        number("epsilon", "0.1").atLeast(0).means("how far a gradient may ascend"))
                .requires("any f < n, a trusted gradient")
                .source("Xie, Koyejo, Gupta: Zeno++: Robust Fully Asynchronous SGD, ICML 2020")
                .madeBy(Filters::zeno);
        REGISTRY.named(
                        "weighted-median",
                        "the median of the workers' latest vectors, weighted by how many each"
                                + " has sent")
                .requires("n >= 2f+1, and less than half of all vectors Byzantine")
                .source(DAHAN)
                .madeBy(
                        given ->
                                latest(
                                        w ->
                                                new AggregationRule(
                                                        "weighted-median",
                                                        0,
                                                        List.of(),
                                                        new WeightedMedian(w))));
        REGISTRY.named("weighted-rfa", "the geometric median of the latest vectors, weighted alike")
                .takes(ITERATIONS)
                .requires("n >= 2f+1, and less than half of all vectors Byzantine")
                .source(DAHAN)
                .madeBy(Filters::weightedRfa);
        REGISTRY.named(
                        "ctma",
                        "the weighted mean of those nearest to the weighted geometric median")
                .takes(
                        number("lambda", "f/n")
                                .atLeast(0)
                                .below(0.5)
                                .means("share of weight excluded"),
                        ITERATIONS)
                .requires("n >= 2f+1, and at most lambda < 1/2 of all vectors Byzantine")
                .source(DAHAN)
                .madeBy(Filters::ctma);
    }

    private Filters() {}

    /**
     * The policy of that specification, with {@link #DEFAULT_RULE}.
     *
     * @param n workers
     * @param f maximum number of Byzantine workers
     * @throws IllegalArgumentException if there is no such policy or parameter, or n and f do not
     *     satisfy its condition
     */
    public static AdmissionPolicy of(String specification, int n, int f) {
        return of(specification, n, Rules.of(DEFAULT_RULE, f));
    }

    /**
     * The policy of that specification.
     *
     * @param rule configured for f, used by policies that apply a robust rule over several rows
     */
    public static AdmissionPolicy of(String specification, int n, AggregationRule rule) {
        BadArgument.when(n < 1 || rule.f() < 0 || rule.f() >= n)
                .because("need 0 <= f < n, got n=%s, f=%s", n, rule.f());
        Parts parts = REGISTRY.make(specification).make(n, rule);
        return new AdmissionPolicy(specification.strip(), parts.filter(), parts.buffer());
    }

    /** The registry of policies. */
    public static Registry<?> registry() {
        return REGISTRY;
    }

    private static Factory everything(Arguments given, StalenessDampening dampening) {
        return (n, rule) -> new Parts(new Dampening(dampening), sum(n, given.whole("bundle")));
    }

    private static Factory kardam(Arguments given) {
        boolean votes = given.is("votes", "on");
        boolean frequency = given.is("frequency", "auto") ? !votes : given.is("frequency", "on");
        var tested =
                new Coefficients(
                        given.choice("candidate", Candidate.class),
                        given.choice("threshold", Threshold.class));
        int attempts = given.whole("attempts", votes ? 1 : ATTEMPTS);
        BadArgument.when(votes && attempts != 1)
                .because(
                        "kardam: a vote is one gradient on a version: attempts=%s needs votes=off",
                        attempts);
        return (n, rule) ->
                new Parts(
                        new Kardam(n, rule.f(), tested, frequency, dampening(given), attempts),
                        votes
                                ? votes(given, n, rule)
                                : sum(n, given.whole("bundle", frequency ? summed(rule.f()) : 1)));
    }

    private static int summed(int f) {
        return Math.min(f + 1, MOST_SUMMED);
    }

    private static AggregationBuffer votes(Arguments given, int n, AggregationRule rule) {
        int size = given.whole("bundle", 2 * rule.f() + 1);
        return new VoteBuffer(n, size, rule, dampening(given));
    }

    private static Factory basgd(Arguments given) {
        return (n, rule) -> {
            int f = rule.f();
            int defaultSize = Math.max(2 * f + 1, Math.min(n - f, 3 * f + 1));
            return new Parts(
                    new Dampening(dampening(given)),
                    new BasgdBuffer(n, given.whole("buffers", defaultSize), rule));
        };
    }

    private static Factory zeno(Arguments given) {
        return (n, rule) -> {
            var zeno =
                    new ZenoPlusPlus(
                            given.number("rate"), given.number("rho"), given.number("epsilon"));
            return new Parts(
                    given.is("root", "none") ? zeno : trustedWorker(given.whole("root"), n, zeno),
                    sum(n, 1));
        };
    }

    private static AdmissionFilter trustedWorker(int root, int n, ZenoPlusPlus zeno) {
        BadArgument.when(root >= n)
                .because("zeno-plus-plus: root must be a worker in [0, %s], got %s", n - 1, root);
        return new TrustedWorker(root, zeno);
    }

    private static Factory weightedRfa(Arguments given) {
        int iterations = given.whole("iterations");
        return latest(
                w ->
                        new AggregationRule(
                                "weighted-rfa",
                                0,
                                List.of(new WeightedGeometricMedian(w, iterations)),
                                new Mean()));
    }

    private static Factory ctma(Arguments given) {
        int iterations = given.whole("iterations");
        return (n, rule) -> {
            double lambda = given.number("lambda", (double) rule.f() / n);
            return latest(w -> ctma(new WeightedGeometricMedian(w, iterations), lambda))
                    .make(n, rule);
        };
    }

    private static AggregationRule ctma(WeightedGeometricMedian anchor, double lambda) {
        return new AggregationRule(
                "ctma", 0, List.of(new CenteredTrimming(anchor, lambda)), new Mean());
    }

    /** With fewer than f+1 honest workers most vectors are Byzantine even at equal speed. */
    private static Factory latest(Function<List<Double>, AggregationRule> weighted) {
        return (n, rule) -> {
            AggregationRule even = weighted.apply(Collections.nCopies(n, 1.0));
            BadArgument.when(n < 2 * rule.f() + 1)
                    .because("%s needs n >= 2f+1, got n=%s, f=%s", even.name(), n, rule.f());
            return new Parts(
                    new Dampening(StalenessDampening.none()), new LatestBuffer(n, weighted));
        };
    }

    private static AggregationBuffer sum(int n, int size) {
        return new SumBuffer(n, size, Rules.of("mean", 0));
    }

    private static StalenessDampening dampening(Arguments given) {
        return new StalenessDampening(given.choice("dampening", Kind.class), given.number("alpha"));
    }

    private record Parts(AdmissionFilter filter, AggregationBuffer buffer) {}

    /** Makes a filter and a buffer for n workers and a rule configured for f. */
    @FunctionalInterface
    private interface Factory {
        Parts make(int n, AggregationRule rule);
    }
}
