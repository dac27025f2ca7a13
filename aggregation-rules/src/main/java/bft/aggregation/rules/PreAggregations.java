package bft.aggregation.rules;

import static bft.spec.Parameter.number;
import static bft.spec.Parameter.numbers;
import static bft.spec.Parameter.whole;

import bft.aggregation.mixing.Bucketing;
import bft.aggregation.mixing.Clipping;
import bft.aggregation.mixing.NearestNeighbourMixing;
import bft.spec.Arguments;
import bft.spec.Registry;
import java.util.List;
import java.util.function.IntFunction;

/**
 * The pre-aggregations, which compute new rows from the rows; a rule follows in the chain, or else
 * the mean.
 */
final class PreAggregations {
    static final Registry<IntFunction<Part>> RULES = new Registry<>("rule");

    static {
        RULES.named("history", "the running mean of what each worker sent, kept by the server")
                .takes(
                        number("beta", "0.97")
                                .above(0)
                                .below(1)
                                .means("m = beta m + (1 - beta) x, from 0"))
                .requires("n >= 1, and rounds, or a filter with one row for each worker")
                .costs("O(n d), and n d floats of state")
                .guarantees(
                        "(1+beta)/(1-beta) times less variance between honest rows that differ at random;"
                                + " sparse rows become whole")
                .source(
                        "Karimireddy, He, Jaggi: Learning from History for Byzantine Robust"
                                + " Optimization, ICML 2021, there at the workers")
                .madeBy(given -> f -> Part.ofMemory(given.number("beta")));
        RULES.named("nnm", "each row becomes the mean of the n-f rows nearest to it")
                .requires("n >= 2f+1")
                .costs("O(n² d)")
                .guarantees("kappa of the next rule becomes <= 8f/(n-f) (kappa + 1)")
                .source(
                        "Allouah, Farhadkhani, Guerraoui, Gupta, Pinot, Stephan: Fixing by"
                                + " Mixing, AISTATS 2023")
                .madeBy(given -> f -> Part.of(new NearestNeighbourMixing(f)));
        RULES.named("bucketing", "the means of each s successive rows in random order")
                .takes(
                        whole("s", "2").atLeast(1).means("rows in a bucket"),
                        numbers("permutation", "drawn")
                                .means("the order of the rows; drawn: from seed and round"))
                .requires("ceil(n/s) enough for the next rule with the same f")
                .costs("O(n d)")
                .guarantees("s times less variance; f rows affect up to f buckets")
                .source(
                        "Karimireddy, He, Jaggi: Byzantine-Robust Learning on Heterogeneous"
                                + " Datasets via Bucketing, ICLR 2022")
                .madeBy(PreAggregations::bucketing);
        RULES.named("clipping", "x_i min(1, c / |x_i|)")
                .takes(number("c", "1").above(0).means("the largest norm after clipping"))
                .requires("n >= 1")
                .costs("O(n d)")
                .guarantees("bounds the effect of one row")
                .source("common practice; as a pre-aggregation in byzfl")
                .madeBy(given -> f -> Part.of(new Clipping(f, given.number("c"))));
        RULES.named("arc", "the k = floor(2f/n (n-f)) longest rows clipped to the next norm")
                .requires("n >= 2f+1")
                .costs("O(n d)")
                .guarantees(
                        "kappa of the next rule at most triples; no result longer than the"
                                + " longest honest row")
                .source(
                        "Allouah, Guerraoui, Gupta, Jellouli, Rizk, Stephan: Adaptive Gradient"
                                + " Clipping for Robust Federated Learning, ICLR 2025")
                .madeBy(given -> f -> Part.of(new Clipping(f, 0)));
    }

    private PreAggregations() {}

    private static IntFunction<Part> bucketing(Arguments given) {
        List<Integer> order = given.numbers("permutation").stream().map(Double::intValue).toList();
        return f -> Part.of(new Bucketing(given.whole("s"), order));
    }
}
