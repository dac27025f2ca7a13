package bft.experiments.benchmark;

import bft.server.optimiser.Optimisers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "optimisers",
        sortOptions = false,
        showDefaultValues = true,
        description = {
            "Times a step of optimisers for every number of parameters d, on one thread.",
            "All of them take turns in one run, and with them a copy of d floats. Those by tensor"
                    + " have a square matrix, as large as possible, and a vector of the rest."
        },
        footer = {
            "",
            "Example:",
            "  bft bench optimisers",
            "",
            "slots: arrays of d floats in the state. ms: one step, over the repeats, with the new"
                    + " arrays that it makes. GB/s: of the 3 + 2 slots arrays that it has to read"
                    + " or write, at the median. x copy: the median over the repeats of the ratio"
                    + " to copying d floats. x least: the same for a copy that reads and writes"
                    + " as much. bytes: allocated by one step. Shampoo computes new roots only every few"
                    + " steps, which a median hides: shampoo:every=1 shows them."
        })
final class OptimisersBenchCommand implements Callable<Integer> {
    /** The smallest square matrix is 2 x 2. */
    private static final int LEAST_DIMENSION = 4;

    private static final OutcomeTable<BenchOutcome> TABLE =
            BenchOutcome.times(
                            new OutcomeTable<BenchOutcome>(100)
                                    .column("slots", outcome -> outcome.get("slots")))
                    .number("x copy", outcome -> outcome.number("copy_ratio"))
                    .number("x least", outcome -> outcome.number("least_ratio"))
                    .column("     bytes", outcome -> outcome.get("bytes_per_call"))
                    .column("optimiser", outcome -> outcome.get("optimiser"));

    @Mixin private BenchOptions options;

    @Option(
            names = "--optimiser",
            arity = "1..*",
            paramLabel = "OPTIMISER",
            showDefaultValue = Visibility.NEVER,
            description =
                    "Optimisers, with spaces between them or one an option; bft optimisers lists"
                            + " them (default: all).")
    private List<String> optimisers = List.of();

    @Override
    public Integer call() {
        List<Integer> dimensions = options.dimensions(LEAST_DIMENSION);
        List<String> specs = optimisers.isEmpty() ? Optimisers.registry().names() : optimisers;
        options.requireMemoryFor(
                specs.size() + " optimisers", d -> OptimisersBench.bytes(specs, d));
        var bench = new OptimisersBench(options.repeats(), options.seed());
        for (int d : dimensions) {
            List<BenchOutcome> outcomes = bench.run(specs, d);
            options.print(outcomes, () -> table(d, outcomes));
        }
        return 0;
    }

    private static List<String> table(int d, List<BenchOutcome> outcomes) {
        List<String> lines = new ArrayList<>();
        lines.add(BenchOptions.copying(d, outcomes.get(0), "JDK " + Runtime.version()));
        lines.addAll(TABLE.lines(outcomes));
        lines.add("");
        return lines;
    }
}
