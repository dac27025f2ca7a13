package bft.aggregation.admission;

import bft.aggregation.AggregationRule;
import bft.aggregation.Rules;
import bft.aggregation.admission.bundle.BufferBundle;
import bft.aggregation.admission.bundle.Gathering;
import bft.aggregation.admission.bundle.LatestBundle;
import bft.aggregation.admission.bundle.SumBundle;
import bft.aggregation.admission.bundle.VoteBundle;
import bft.aggregation.admission.filter.Dampening;
import bft.aggregation.admission.filter.Kardam;
import bft.aggregation.admission.filter.LipschitzFilter.Candidate;
import bft.aggregation.admission.filter.StalenessDampening;
import bft.aggregation.admission.filter.StalenessDampening.Kind;
import bft.aggregation.admission.filter.TrustedWorker;
import bft.aggregation.admission.filter.ZenoPlusPlus;
import bft.aggregation.admission.weighted.CenteredTrimming;
import bft.aggregation.admission.weighted.WeightedGeometricMedian;
import bft.aggregation.admission.weighted.WeightedMedian;
import bft.aggregation.reducer.Mean;
import bft.aggregation.spec.Spec;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * Every asynchronous policy by name. A specification is a name with parameters, {@code
 * kardam:dampening=exponential,alpha=0.1}.
 */
public final class Filters {
    /**
     * The rule over votes and buffers, unless the caller has another: robust with as few as 2f+1
     * rows. Chosen by trial, on a perceptron with 100 hidden units on MNIST with three of ten
     * workers attacking from the first message: over two seeds each, 2,000 gradients came to 0.925
     * or more under -10 g and under a constant of -10 g, where the median alone came to 0.71 to
     * 0.80 under that constant. The choice was made on these attacks, so it claims nothing about
     * others.
     */
    public static final String DEFAULT_RULE = "nnm,geometric-median";

    /** So many that honest workers hardly ever have all of them refused. */
    private static final int ATTEMPTS = 64;

    private static final String DAMPENING =
            "dampening=inverse|none|exponential|exponential-root: Lambda(tau)";
    private static final String ALPHA = "alpha=0.2: how fast an exponential dampening is";
    private static final String KARDAM =
            "Damaskinos, El Mhamdi, Guerraoui, Patra, Taziki: Asynchronous Byzantine Machine"
                    + " Learning (the case of SGD), ICML 2018";
    private static final String DAHAN =
            "Dahan, Levy: Weight for Robustness: A Comprehensive Approach towards Optimal"
                    + " Fault-Tolerant Asynchronous ML, NeurIPS 2024";

    private static final List<Entry> ENTRIES =
            List.of(
                    new Entry(
                            new FilterDescription(
                                    "none",
                                    "every gradient makes a step; tolerates no Byzantine worker",
                                    List.of(DAMPENING + ", default none", ALPHA, "bundle=1: M"),
                                    "n >= 1",
                                    "asynchronous SGD, the baseline"),
                            (spec, n, rule) -> everything(spec, n, "none")),
                    new Entry(
                            new FilterDescription(
                                    "dynsgd",
                                    "every gradient makes a step, counted 1/(1+tau)",
                                    List.of("bundle=1: M"),
                                    "n >= 1",
                                    "Jiang, Cui, Zhang, Yu: Heterogeneity-aware Distributed"
                                            + " Parameter Servers, SIGMOD 2017"),
                            (spec, n, rule) -> everything(spec.allowing("bundle"), n, "inverse")),
                    new Entry(
                            new FilterDescription(
                                    "kardam",
                                    "Lipschitz filter and dampening, then one vote a worker under"
                                            + " a robust rule; votes=off is the paper alone",
                                    List.of(
                                            "votes=on|off: whether votes protect start and"
                                                    + " progress (ours), or accepted gradients are"
                                                    + " added up (the paper)",
                                            "frequency=off|on: the frequency filter; on is the"
                                                    + " default with votes=off",
                                            "bundle=2f+1: M, with votes=off 1",
                                            "candidate=worker|server: which coefficient is tested",
                                            "attempts=1: gradients of a worker on one version,"
                                                    + " with votes=off 64",
                                            DAMPENING,
                                            ALPHA),
                                    "n >= 3f+1",
                                    KARDAM + "; the votes are ours"),
                            Filters::kardam),
                    new Entry(
                            new FilterDescription(
                                    "votes",
                                    "one vote a worker, a robust rule over each 2f+1 votes",
                                    List.of("bundle=2f+1: M", DAMPENING, ALPHA),
                                    "n >= 3f+1",
                                    "ours"),
                            Filters::votes),
                    new Entry(
                            new FilterDescription(
                                    "basgd",
                                    "buffers shared by workers, a robust rule over their means",
                                    List.of(
                                            "buffers=min(n-f, 3f+1): B",
                                            DAMPENING + ", default none",
                                            ALPHA),
                                    "2f < B <= n",
                                    "Yang, Li: BASGD: Buffered Asynchronous SGD for Byzantine"
                                            + " Learning, ICML 2021"),
                            Filters::basgd),
                    new Entry(
                            new FilterDescription(
                                    "zeno-plus-plus",
                                    "gradients that descend on the server's own data, at the"
                                            + " length of its own gradient",
                                    List.of(
                                            "root=W: the worker whose gradients are trusted; a"
                                                    + " server needs one",
                                            "rate=0.1: the optimiser's learning rate",
                                            "rho=0.001: price of length",
                                            "epsilon=0.1: how far a gradient may climb"),
                                    "any f < n, a trusted gradient",
                                    "Xie, Koyejo, Gupta: Zeno++: Robust Fully Asynchronous SGD,"
                                            + " ICML 2020"),
                            Filters::zeno),
                    new Entry(
                            new FilterDescription(
                                    "weighted-median",
                                    "the median of the workers' latest vectors, weighted by how"
                                            + " many each has sent",
                                    List.of(),
                                    "n >= 2f+1, and less than half of all vectors Byzantine",
                                    DAHAN),
                            Filters::weightedMedian),
                    new Entry(
                            new FilterDescription(
                                    "weighted-rfa",
                                    "the geometric median of the latest vectors, weighted alike",
                                    List.of("iterations=32: Weiszfeld steps"),
                                    "n >= 2f+1, and less than half of all vectors Byzantine",
                                    DAHAN),
                            Filters::weightedRfa),
                    new Entry(
                            new FilterDescription(
                                    "ctma",
                                    "the weighted mean of those nearest to the weighted geometric"
                                            + " median",
                                    List.of(
                                            "lambda=f/n: share of weight left out",
                                            "iterations=32: Weiszfeld steps"),
                                    "n >= 2f+1, and at most lambda < 1/2 of all vectors Byzantine",
                                    DAHAN),
                            Filters::ctma));

    private Filters() {}

    /**
     * The policy of that specification, with {@link #DEFAULT_RULE}.
     *
     * @param n workers
     * @param f of them that may be Byzantine
     * @throws IllegalArgumentException if there is no such policy or parameter, or n and f do not
     *     satisfy its condition
     */
    public static AdmissionPolicy of(String specification, int n, int f) {
        return of(specification, n, Rules.of(DEFAULT_RULE, f));
    }

    /**
     * The policy of that specification.
     *
     * @param rule made for f, used where a robust rule over several rows is
     */
    public static AdmissionPolicy of(String specification, int n, AggregationRule rule) {
        if (n < 1 || rule.f() < 0 || rule.f() >= n) {
            throw new IllegalArgumentException("need 0 <= f < n, got n=" + n + ", f=" + rule.f());
        }
        Spec spec = Spec.parse(specification);
        for (Entry entry : ENTRIES) {
            if (entry.description().name().equals(spec.name())) {
                Parts parts = entry.factory().make(spec, n, rule);
                return new AdmissionPolicy(
                        specification.strip(), parts.filter(), parts.gathering());
            }
        }
        List<String> names = ENTRIES.stream().map(e -> e.description().name()).toList();
        throw new IllegalArgumentException(
                "no filter '" + spec.name() + "'; there are " + String.join(", ", names));
    }

    /** What there is, in words. */
    public static List<FilterDescription> all() {
        return ENTRIES.stream().map(Entry::description).toList();
    }

    private static Parts everything(Spec spec, int n, String dampening) {
        spec.allowing("dampening", "alpha", "bundle");
        return new Parts(
                new Dampening(dampening(spec, dampening)),
                new SumBundle(n, spec.integer("bundle", 1), mean()));
    }

    private static Parts kardam(Spec spec, int n, AggregationRule rule) {
        spec.allowing(
                "votes", "frequency", "bundle", "candidate", "dampening", "alpha", "attempts");
        boolean votes = isOn(spec, "votes", true);
        StalenessDampening dampening = dampening(spec, "inverse");
        Candidate candidate = choice(spec, "candidate", Candidate.WORKER, Candidate.class);
        boolean frequency = isOn(spec, "frequency", !votes);
        int attempts = spec.integer("attempts", votes ? 1 : ATTEMPTS);
        if (votes && attempts != 1) {
            throw new IllegalArgumentException(
                    "kardam: a vote is one gradient on a version: attempts=%s needs votes=off"
                            .formatted(attempts));
        }
        var filter = new Kardam(n, rule.f(), candidate, frequency, dampening, attempts);
        Gathering gathering =
                votes
                        ? voteBundle(spec, n, rule, dampening)
                        : new SumBundle(n, spec.integer("bundle", 1), mean());
        return new Parts(filter, gathering);
    }

    private static Parts votes(Spec spec, int n, AggregationRule rule) {
        spec.allowing("bundle", "dampening", "alpha");
        StalenessDampening dampening = dampening(spec, "inverse");
        return new Parts(new Dampening(dampening), voteBundle(spec, n, rule, dampening));
    }

    private static Gathering voteBundle(
            Spec spec, int n, AggregationRule rule, StalenessDampening dampening) {
        int size = spec.integer("bundle", 2 * rule.f() + 1);
        return new VoteBundle(n, size, rule, dampening);
    }

    private static Parts basgd(Spec spec, int n, AggregationRule rule) {
        int f = rule.f();
        int size =
                spec.allowing("buffers", "dampening", "alpha")
                        .integer("buffers", Math.max(2 * f + 1, Math.min(n - f, 3 * f + 1)));
        return new Parts(new Dampening(dampening(spec, "none")), new BufferBundle(n, size, rule));
    }

    private static Parts zeno(Spec spec, int n, AggregationRule rule) {
        spec.allowing("root", "rate", "rho", "epsilon");
        var zeno =
                new ZenoPlusPlus(
                        spec.number("rate", 0.1),
                        spec.number("rho", 0.001),
                        spec.number("epsilon", 0.1));
        return new Parts(
                spec.parameters().containsKey("root") ? trustedWorker(spec, n, zeno) : zeno,
                new SumBundle(n, 1, mean()));
    }

    private static AdmissionFilter trustedWorker(Spec spec, int n, ZenoPlusPlus zeno) {
        int root = spec.integer("root", 0);
        if (root < 0 || root >= n) {
            throw new IllegalArgumentException(
                    "%s: root must be a worker in [0, %s], got %s"
                            .formatted(spec.name(), n - 1, root));
        }
        return new TrustedWorker(root, zeno);
    }

    private static Parts weightedMedian(Spec spec, int n, AggregationRule rule) {
        String name = spec.allowing().name();
        requireMajority(spec, n, rule.f());
        return latest(n, w -> new AggregationRule(name, 0, List.of(), new WeightedMedian(w)));
    }

    private static Parts weightedRfa(Spec spec, int n, AggregationRule rule) {
        String name = spec.allowing("iterations").name();
        int iterations = iterations(spec);
        requireMajority(spec, n, rule.f());
        return latest(
                n,
                w ->
                        new AggregationRule(
                                name,
                                0,
                                List.of(new WeightedGeometricMedian(w, iterations)),
                                new Mean()));
    }

    private static Parts ctma(Spec spec, int n, AggregationRule rule) {
        String name = spec.allowing("lambda", "iterations").name();
        double lambda = spec.number("lambda", (double) rule.f() / n);
        int iterations = iterations(spec);
        new CenteredTrimming(new WeightedGeometricMedian(List.of(1.0), iterations), lambda);
        requireMajority(spec, n, rule.f());
        return latest(
                n,
                w ->
                        new AggregationRule(
                                name,
                                0,
                                List.of(
                                        new CenteredTrimming(
                                                new WeightedGeometricMedian(w, iterations),
                                                lambda)),
                                new Mean()));
    }

    private static int iterations(Spec spec) {
        int iterations = spec.integer("iterations", 32);
        if (iterations < 1) {
            throw new IllegalArgumentException(
                    spec.name() + " needs iterations >= 1, got " + iterations);
        }
        return iterations;
    }

    /** With fewer honest workers than that most vectors are Byzantine at equal speed already. */
    private static void requireMajority(Spec spec, int n, int f) {
        if (n < 2 * f + 1) {
            throw new IllegalArgumentException(
                    "%s needs n >= 2f+1, got n=%s, f=%s".formatted(spec.name(), n, f));
        }
    }

    private static Parts latest(int n, Function<List<Double>, AggregationRule> rule) {
        return new Parts(new Dampening(StalenessDampening.none()), new LatestBundle(n, rule));
    }

    private static AggregationRule mean() {
        return Rules.of("mean", 0);
    }

    private static StalenessDampening dampening(Spec spec, String otherwise) {
        Kind kind =
                choice(
                        spec,
                        "dampening",
                        Kind.valueOf(otherwise.toUpperCase(Locale.ROOT)),
                        Kind.class);
        return new StalenessDampening(kind, spec.number("alpha", 0.2));
    }

    private static boolean isOn(Spec spec, String parameter, boolean otherwise) {
        String value = spec.text(parameter, otherwise ? "on" : "off");
        if (!value.equals("on") && !value.equals("off")) {
            throw new IllegalArgumentException(
                    spec.name() + ": " + parameter + " must be on or off, got '" + value + "'");
        }
        return value.equals("on");
    }

    private static <E extends Enum<E>> E choice(
            Spec spec, String parameter, E otherwise, Class<E> type) {
        String value = spec.text(parameter, word(otherwise));
        for (E constant : type.getEnumConstants()) {
            if (word(constant).equals(value)) {
                return constant;
            }
        }
        List<String> words = Arrays.stream(type.getEnumConstants()).map(Filters::word).toList();
        throw new IllegalArgumentException(
                spec.name()
                        + ": "
                        + parameter
                        + " must be one of "
                        + String.join(", ", words)
                        + ", got '"
                        + value
                        + "'");
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private record Parts(AdmissionFilter filter, Gathering gathering) {}

    private record Entry(FilterDescription description, Factory factory) {}

    /** Makes a filter and a gathering for n workers and a rule that knows f. */
    @FunctionalInterface
    private interface Factory {
        Parts make(Spec spec, int n, AggregationRule rule);
    }
}
