package bft.worker.training;

import static bft.spec.Parameter.number;
import static bft.spec.Parameter.whole;
import static bft.spec.Parameter.word;

import bft.spec.Entry;
import bft.spec.Registry;
import bft.spec.Spec;
import java.util.List;
import java.util.function.UnaryOperator;

/** What a worker does with its gradients before it sends them, by name. */
public final class LocalMethods {
    /** The name for gradients as they are. */
    public static final String NONE = "none";

    private static final Registry<UnaryOperator<GradientSource>> REGISTRY =
            new Registry<>(
                    "local method",
                    List.of(
                            Entry.named(NONE, "gradients as they are")
                                    .madeBy(given -> source -> source),
                            Entry.named("clip", "gradients shortened to a length")
                                    .takes(number("norm", "2").above(0).means("the longest"))
                                    .madeBy(
                                            given ->
                                                    source ->
                                                            new ClippedGradients(
                                                                    given.number("norm"), source)),
                            Entry.named("momentum", "m <- beta m + (1 - beta) g, sent instead of g")
                                    .takes(
                                            number("beta", "0.9")
                                                    .atLeast(0)
                                                    .below(1)
                                                    .means("share of the momentum that is kept"),
                                            word("dampened", "yes", "no")
                                                    .means("no: m <- beta m + g"))
                                    .source(
                                            "El Mhamdi, Guerraoui, Rouault: Distributed Momentum"
                                                    + " for Byzantine-resilient Stochastic"
                                                    + " Gradient Descent, ICLR 2021; Karimireddy,"
                                                    + " He, Jaggi, ICML 2021")
                                    .madeBy(
                                            given ->
                                                    source ->
                                                            new LocalMomentum(
                                                                    given.number("beta"),
                                                                    given.is("dampened", "yes"),
                                                                    source)),
                            Entry.named(
                                            "local-steps",
                                            "the sum of the gradients of k steps of the worker's"
                                                    + " own")
                                    .takes(
                                            whole("k", "5")
                                                    .atLeast(1)
                                                    .atMost(1_000_000)
                                                    .means("steps"),
                                            number("rate", "0.1").above(0).means("of these steps"))
                                    .madeBy(
                                            given ->
                                                    source ->
                                                            new LocalSteps(
                                                                    given.whole("k"),
                                                                    given.number("rate"),
                                                                    source))));

    private LocalMethods() {}

    /** What there is. */
    public static Registry<?> registry() {
        return REGISTRY;
    }

    /**
     * A chain, first things first: {@code clip:norm=2,momentum:beta=0.9} takes the momentum of
     * clipped gradients.
     *
     * @return what wraps the source of plain gradients
     * @throws IllegalArgumentException if there is no such method, with those that there are, or a
     *     parameter is out of range
     */
    public static UnaryOperator<GradientSource> of(String chain) {
        UnaryOperator<GradientSource> all = source -> source;
        for (Spec spec : Spec.parseChain(chain)) {
            UnaryOperator<GradientSource> before = all;
            UnaryOperator<GradientSource> next = REGISTRY.make(spec);
            all = source -> next.apply(before.apply(source));
        }
        UnaryOperator<GradientSource> chained = all;
        return chain.equals(NONE) ? all : source -> new Remembered(chained.apply(source));
    }
}
