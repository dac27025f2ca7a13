package bft.experiments.benchmark;

import static bft.experiments.benchmark.BenchOptions.requireMemory;
import static bft.experiments.benchmark.BenchOptions.requireRange;

import bft.aggregation.kernels.Kernels;
import bft.aggregation.rules.Rules;
import bft.experiments.terminal.TextColumns;
import bft.spec.Spec;
import bft.spec.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "rules",
        sortOptions = false,
        showDefaultValues = true,
        description = {
            "Times aggregation rules on every combination of n, d and threads.",
            "All rules of a combination take turns in one run, and with them a pass that only reads"
                    + " the rows, and the mean. Cells that a rule does not admit are reported as skipped."
        },
        footer = {
            "",
            "Example:",
            "  bft bench rules",
            "",
            "ms: one aggregation, over the repeats. GB/s: of the rows, at the median. x read, x"
                    + " mean: the median over the repeats of the ratio to reading the rows once,"
                    + " and to the mean. bytes: allocated by one call, in all threads. The result"
                    + " is written to an array that is used again."
        })
final class RulesBenchCommand implements Callable<Integer> {
    /** The rules that are measured by default, if the registry has them. */
    private static final List<String> DEFAULTS =
            List.of(
                    "mean",
                    "median",
                    "trimmed-mean",
                    "meamed",
                    "krum",
                    "multi-krum",
                    "geometric-median",
                    "centered-clipping",
                    "cge",
                    "mda",
                    "bulyan",
                    "nnm,trimmed-mean");

    private static final int MOST_THREADS = 1024;
    private static final int WIDTH = 100;

    private static final OutcomeTable<BenchOutcome> TABLE =
            BenchOutcome.times(
                            new OutcomeTable<BenchOutcome>(WIDTH)
                                    .column("  f", timed -> timed.get("f")))
                    .number("x read", timed -> timed.number("read_ratio"))
                    .number("x mean", timed -> timed.number("mean_ratio"))
                    .column("     bytes", timed -> timed.get("bytes_per_call"))
                    .column("rule", timed -> timed.get("rule"));

    @Mixin private BenchOptions options;

    @Option(
            names = "--rule",
            arity = "1..*",
            paramLabel = "RULE",
            showDefaultValue = Visibility.NEVER,
            description =
                    "Rules, with spaces between them or one an option; bft rules lists them"
                            + " (default: the mean and the usual robust rules).")
    private List<String> rules = List.of();

    @Option(
            names = "--workers",
            split = ",",
            defaultValue = "20",
            description = "Rows; like --byzantine, --dimension, --threads a list: 20,50.")
    private List<Integer> rows;

    @Option(
            names = "--byzantine",
            split = ",",
            showDefaultValue = Visibility.NEVER,
            description =
                    "Rows that may be Byzantine (default: for each rule the most it admits, up to"
                            + " n/5).")
    private List<Integer> faulty = List.of();

    @Option(
            names = "--threads",
            split = ",",
            defaultValue = "2",
            description = "Threads that work.")
    private List<Integer> threads;

    @Option(
            names = "--plain",
            description = "Plain Java kernels even if the vector module is there.")
    private boolean plain;

    @Option(
            names = "--distances",
            description =
                    "Measure how far each row is from each result, as the server does, and"
                            + " not only where the rule knows it anyway.")
    private boolean distances;

    @Override
    public Integer call() {
        List<Candidate> candidates = candidates();
        List<Cell> cells = cells();
        for (Cell cell : cells) {
            requireMemory(
                    "n=%s rows of d=%s".formatted(cell.n(), cell.d()),
                    Inputs.bytes(cell.n(), cell.d()),
                    "lower --workers or --dimension");
            candidates.forEach(candidate -> candidate.of(cell.n()));
        }
        Kernels kernels = plain ? Kernels.plain() : Kernels.best();
        var bench = new RulesBench(kernels, distances, options.repeats(), options.seed());
        if (!options.json()) {
            options.out().println(header(bench));
        }
        for (Cell cell : cells) {
            List<BenchOutcome> outcomes = bench.run(cell, candidates);
            options.print(outcomes, () -> table(cell, outcomes));
        }
        return 0;
    }

    /** One line about kernels and machine. */
    private static String header(RulesBench bench) {
        Runtime runtime = Runtime.getRuntime();
        return Text.of(
                "kernels: %s; JDK %s; %s processors; heap %.1f GB; seed %s%s",
                bench.kernels(),
                Runtime.version(),
                runtime.availableProcessors(),
                runtime.maxMemory() / 1e9,
                bench.seed(),
                bench.distances() ? "; distances" : "");
    }

    private static List<String> table(Cell cell, List<BenchOutcome> outcomes) {
        List<BenchOutcome> timed = outcomes.stream().filter(o -> !o.has("reason")).toList();
        List<List<String>> skipped =
                outcomes.stream()
                        .filter(outcome -> outcome.has("reason"))
                        .map(outcome -> List.of("skipped: " + outcome.get("reason")))
                        .toList();
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add(
                title(cell)
                        + (timed.isEmpty() ? "" : reading(cell, timed.get(0).number("read_ms"))));
        lines.addAll(TABLE.lines(timed));
        if (!skipped.isEmpty()) {
            lines.addAll(TextColumns.of(skipped, 1, WIDTH));
        }
        return lines;
    }

    private static String title(Cell cell) {
        return "n=%s d=%s threads=%s".formatted(cell.n(), cell.d(), cell.threads());
    }

    private static String reading(Cell cell, double ms) {
        return ": reading the rows once takes %s ms, %s GB/s"
                .formatted(OutcomeTable.number(ms), OutcomeTable.number(cell.bytes() / ms / 1e6));
    }

    private List<Candidate> candidates() {
        requireRange("--byzantine", faulty, 0, Integer.MAX_VALUE);
        List<Candidate> candidates = new ArrayList<>();
        for (String rule : rules.isEmpty() ? defaults() : rules) {
            if (faulty.isEmpty()) {
                candidates.add(new Candidate(rule, OptionalInt.empty()));
            }
            faulty.forEach(f -> candidates.add(new Candidate(rule, OptionalInt.of(f))));
        }
        return candidates;
    }

    private static List<String> defaults() {
        List<String> known = Rules.registry().names();
        return DEFAULTS.stream()
                .filter(r -> Spec.parseChain(r).stream().allMatch(s -> known.contains(s.name())))
                .toList();
    }

    private List<Cell> cells() {
        requireRange("--workers", rows, 1, Integer.MAX_VALUE);
        requireRange("--threads", threads, 1, MOST_THREADS);
        List<Cell> cells = new ArrayList<>();
        for (int n : rows) {
            for (int d : options.dimensions(1)) {
                threads.forEach(count -> cells.add(new Cell(n, d, count)));
            }
        }
        return cells;
    }
}
