package bft.experiments.run;

import static bft.spec.Parameter.number;
import static bft.spec.Parameter.numbers;

import bft.experiments.run.Distribution.Constant;
import bft.experiments.run.Distribution.Exponential;
import bft.experiments.run.Distribution.LogNormal;
import bft.experiments.run.Distribution.Normal;
import bft.experiments.run.Distribution.Pareto;
import bft.experiments.run.Distribution.PerWorker;
import bft.spec.Arguments;
import bft.spec.Parameter;
import bft.spec.Registry;
import java.util.function.Function;

/** The distributions by name. */
final class Distributions {
    private static final Parameter FACTORS =
            numbers("factors", "none")
                    .atLeast(0)
                    .means("of workers 0, 1, ...; the last one holds for all further workers");

    static final Registry<Distribution> REGISTRY = new Registry<>("distribution");

    static {
        REGISTRY.named("constant", "always the same")
                .takes(positive("value", "1"), FACTORS)
                .madeBy(scaled(g -> new Constant(g.number("value"))));
        REGISTRY.named("exponential", "memoryless")
                .takes(positive("mean", "1"), FACTORS)
                .madeBy(scaled(g -> new Exponential(g.number("mean"))));
        REGISTRY.named("normal", "values below 0 become 0")
                .takes(positive("mean", "1"), positive("deviation", "0.3"), FACTORS)
                .madeBy(scaled(g -> new Normal(g.number("mean"), g.number("deviation"))));
        REGISTRY.named("d1", "normal:mean=6,deviation=2, staleness in versions")
                .takes(FACTORS)
                .madeBy(scaled(g -> new Normal(6, 2)));
        REGISTRY.named("d2", "normal:mean=12,deviation=4, staleness in versions")
                .takes(FACTORS)
                .madeBy(scaled(g -> new Normal(12, 4)));
        REGISTRY.named("log-normal", "mostly near the median, with a long tail")
                .takes(positive("median", "1"), positive("sigma", "0.5"), FACTORS)
                .madeBy(scaled(g -> new LogNormal(g.number("median"), g.number("sigma"))));
        REGISTRY.named(
                        "pareto",
                        "a heavy tail: no variance with a shape of 2 or less, no mean with one"
                                + " of 1 or less")
                .takes(positive("minimum", "1"), number("shape", "1.5").atLeast(0.1), FACTORS)
                .madeBy(scaled(g -> new Pareto(g.number("minimum"), g.number("shape"))));
    }

    private Distributions() {}

    private static Parameter positive(String name, String defaultText) {
        return number(name, defaultText).atLeast(0);
    }

    /** Multiplies by the factor of the worker, if factors are given. */
    private static Function<Arguments, Distribution> scaled(
            Function<Arguments, Distribution> plain) {
        return given ->
                given.is("factors", "none")
                        ? plain.apply(given)
                        : new PerWorker(plain.apply(given), given.numbers("factors"));
    }
}
