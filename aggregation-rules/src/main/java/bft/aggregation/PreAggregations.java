package bft.aggregation;

import bft.aggregation.RuleEntry.Part;
import bft.aggregation.mixing.Bucketing;
import bft.aggregation.mixing.Clipping;
import bft.aggregation.mixing.NearestNeighbourMixing;
import bft.aggregation.spec.Spec;

/** What makes new rows of the rows; a rule follows in the chain, or the mean. */
final class PreAggregations {
    static final RuleEntry NNM =
            RuleEntry.named("nnm")
                    .formula("each row becomes the mean of the n-f rows nearest to it")
                    .requires("n >= 2f+1")
                    .costs("O(n² d)")
                    .guarantees("kappa of the next rule becomes <= 8f/(n-f) (kappa + 1)")
                    .source(
                            "Allouah, Farhadkhani, Guerraoui, Gupta, Pinot, Stephan: Fixing by"
                                    + " Mixing, AISTATS 2023")
                    .madeBy(
                            (spec, f) -> {
                                spec.allowing();
                                return Part.of(new NearestNeighbourMixing(f));
                            });

    static final RuleEntry BUCKETING =
            RuleEntry.named("bucketing")
                    .formula(
                            "rows in random order, and the means of each s that follow one another")
                    .parameters(
                            "s=2: rows in a bucket",
                            "permutation=I/I/...: the order, if it is not to be drawn by seed and"
                                    + " round")
                    .requires("ceil(n/s) enough for the next rule with the same f")
                    .costs("O(n d)")
                    .guarantees("s times less variance; f rows spoil up to f buckets")
                    .source(
                            "Karimireddy, He, Jaggi: Byzantine-Robust Learning on Heterogeneous"
                                    + " Datasets via Bucketing, ICLR 2022")
                    .madeBy(PreAggregations::bucketing);

    static final RuleEntry CLIPPING =
            RuleEntry.named("clipping")
                    .formula("x_i min(1, c / |x_i|)")
                    .parameters("c=1: the longest norm that is left")
                    .requires("n >= 1")
                    .costs("O(n d)")
                    .guarantees("bounds what one row can do")
                    .source("common practice; as a pre-aggregation in byzfl")
                    .madeBy(PreAggregations::clipping);

    static final RuleEntry ARC =
            RuleEntry.named("arc")
                    .formula("the k = floor(2f/n (n-f)) longest rows clipped to the next norm")
                    .requires("n >= 2f+1")
                    .costs("O(n d)")
                    .guarantees(
                            "kappa of the next rule at most triples; no result longer than the"
                                    + " longest honest row")
                    .source(
                            "Allouah, Guerraoui, Gupta, Jellouli, Rizk, Stephan: Adaptive Gradient"
                                    + " Clipping for Robust Federated Learning, ICLR 2025")
                    .madeBy(
                            (spec, f) -> {
                                spec.allowing();
                                return Part.of(new Clipping(f, 0));
                            });

    private PreAggregations() {}

    private static Part bucketing(Spec spec, int f) {
        spec.allowing("s", "permutation");
        return Part.of(
                new Bucketing(
                        spec.integer("s", 2),
                        spec.numbers("permutation").stream().map(Double::intValue).toList()));
    }

    private static Part clipping(Spec spec, int f) {
        double threshold = spec.allowing("c").number("c", 1);
        if (!(threshold > 0)) {
            throw new IllegalArgumentException("clipping needs c > 0, got c=" + threshold);
        }
        return Part.of(new Clipping(f, threshold));
    }
}
