package bft.experiments.benchmark;

import static bft.experiments.benchmark.BenchOptions.requireMemory;
import static bft.experiments.benchmark.BenchOptions.requireRange;
import static bft.experiments.benchmark.OutcomeTable.number;
import static bft.experiments.benchmark.OutcomeTable.right;

import bft.experiments.terminal.TextColumns;
import bft.server.optimiser.Optimisers;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "optimisers",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Times a step of optimisers for every number of parameters d, on one thread.",
            "All of them take turns in one run, and with them a copy of d floats. Those by tensor"
                    + " have a square matrix, as large as possible, and a vector of the rest."
        },
        footer = {
            "",
            "slots: arrays of d floats in the state. ms: one step, over the repeats, with the new"
                    + " arrays that it makes. GB/s: of the 3 + 2 slots arrays that it has to read"
                    + " or write, at the median. x copy: the median over the repeats of the ratio"
                    + " to copying d floats. x least: the same for a copy that reads and writes"
                    + " as much. bytes: allocated by one step. Shampoo computes new roots only every few"
                    + " steps, which a median hides: shampoo:every=1 shows them."
        })
final class OptimisersBenchCommand implements Callable<Integer> {
    private static final int WIDTH = 100;

    /** The smallest square matrix is 2 x 2. */
    private static final int LEAST_DIMENSION = 4;

    private static final List<String> TITLES =
            List.of(
                    "slots",
                    "   ms min",
                    "   median",
                    "      max",
                    "  GB/s",
                    "x copy",
                    "x least",
                    "     bytes",
                    "optimiser");

    @Mixin private BenchOptions options;

    @Option(
            names = "--optimiser",
            arity = "1..*",
            paramLabel = "OPTIMISER",
            description =
                    "Optimisers, with spaces between them or one an option; bft optimisers lists"
                            + " them (default: all).")
    private List<String> optimisers = List.of();

    @Option(
            names = "--d",
            split = ",",
            defaultValue = "1000000",
            paramLabel = "D",
            description =
                    "Parameters, at least 4 (default: ${DEFAULT-VALUE}); a list: 1000,100000.")
    private List<Integer> dimensions;

    @Override
    public Integer call() throws JsonProcessingException {
        requireRange("--d", dimensions, LEAST_DIMENSION, Integer.MAX_VALUE);
        List<String> specs = optimisers.isEmpty() ? all() : optimisers;
        for (int d : dimensions) {
            requireMemory(
                    "%s optimisers of d=%s".formatted(specs.size(), d),
                    OptimisersBench.bytes(specs, d),
                    "lower --d, name fewer");
        }
        var bench = new OptimisersBench(options.repeats(), options.seed());
        for (int d : dimensions) {
            print(d, bench.run(specs, d));
        }
        return 0;
    }

    private static List<String> all() {
        return Optimisers.registry().names();
    }

    private void print(int d, List<OptimiserOutcome> outcomes) throws JsonProcessingException {
        if (options.json()) {
            for (OptimiserOutcome outcome : outcomes) {
                options.print(outcome.json());
            }
            return;
        }
        PrintWriter out = options.out();
        double ms = outcomes.get(0).copy().msMedian();
        out.println(
                "d=%s: copying d floats takes %s ms, %s GB/s; JDK %s"
                        .formatted(d, number(ms), number(8e-6 * d / ms), Runtime.version()));
        List<List<String>> rows = new ArrayList<>();
        rows.add(TITLES);
        outcomes.forEach(outcome -> rows.add(row(outcome)));
        TextColumns.of(rows, 1, WIDTH).forEach(out::println);
        out.println();
    }

    private static List<String> row(OptimiserOutcome outcome) {
        return List.of(
                right(5, "" + outcome.slots()),
                right(9, number(outcome.own().msMin())),
                right(9, number(outcome.own().msMedian())),
                right(9, number(outcome.own().msMax())),
                right(6, number(outcome.gigabytes())),
                right(6, number(outcome.copyRatio())),
                right(7, number(outcome.leastRatio())),
                right(10, "" + outcome.own().bytesMedian()),
                outcome.optimiser());
    }
}
