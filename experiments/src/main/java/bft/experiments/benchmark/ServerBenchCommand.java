package bft.experiments.benchmark;

import static bft.experiments.benchmark.BenchOptions.requireRange;
import static bft.experiments.benchmark.OutcomeTable.number;
import static bft.experiments.benchmark.OutcomeTable.right;

import bft.aggregation.rules.Rules;
import bft.experiments.terminal.TextColumns;
import bft.worker.codec.Codecs;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "server",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Times rounds of a real server whose workers push prepared gradients over loopback.",
            "Server and workers are processes of their own. Each repeat copies the same bytes over"
                    + " plain TCP, then runs the mean, then each rule; shown are medians."
        },
        footer = {
            "",
            "GB/s: gradients and models as floats, both ways. x copy: ratio to the plain copy."
                    + " tail: from the last gradient of a round until its version can be pulled."
                    + " cpu: milliseconds of the server in a round, then of all workers. MB new: what the"
                    + " server allocates in a round. rss: its peak memory."
                    + " x mean: time of a round, ratio to the mean's."
        })
final class ServerBenchCommand implements Callable<Integer> {
    private static final int WIDTH = 120;
    private static final String MEAN = "mean";
    private static final int MOST_ROUNDS = 1_000_000;
    private static final int MOST_REPEATS = 99;
    private static final List<String> TITLES =
            Stream.of(
                            "rounds/s",
                            " GB/s",
                            "x copy",
                            "collect ms",
                            "   tail",
                            "    cpu",
                            "clients",
                            "MB new")
                    .toList();

    @Mixin private BenchOptions options;

    @Option(
            names = "--rule",
            paramLabel = "RULE",
            description = "Rule beside the mean; may be repeated (default: multi-krum).")
    private List<String> rules = List.of("multi-krum");

    @Option(
            names = "--n",
            split = ",",
            defaultValue = "10",
            paramLabel = "N",
            description = "Workers (default: ${DEFAULT-VALUE}); like --d a list: 10,50.")
    private List<Integer> workers;

    @Option(
            names = "--f",
            defaultValue = "-1",
            paramLabel = "F",
            description = "Workers that may be Byzantine (default: (n-3)/4).")
    private int faulty;

    @Option(
            names = "--d",
            split = ",",
            defaultValue = "1000000",
            paramLabel = "D",
            description = "Parameters (default: ${DEFAULT-VALUE}).")
    private List<Integer> dimensions;

    @Option(
            names = "--mode",
            defaultValue = "bsp",
            paramLabel = "MODE",
            description = "Which gradients make a step (default: ${DEFAULT-VALUE}).")
    private String mode;

    @Option(
            names = "--codec",
            defaultValue = "float32",
            paramLabel = "CODEC",
            description = "Codec of the gradients (default: ${DEFAULT-VALUE}).")
    private String codec;

    @Option(
            names = "--clients",
            defaultValue = "1",
            paramLabel = "PROCESSES",
            description = "Processes that the workers are spread over (default: ${DEFAULT-VALUE}).")
    private int clients;

    @Option(
            names = "--rounds",
            defaultValue = "40",
            paramLabel = "ROUNDS",
            description = "Rounds that are timed (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--warm-up",
            defaultValue = "20",
            paramLabel = "ROUNDS",
            description = "Rounds before the timing (default: ${DEFAULT-VALUE}).")
    private int warmUp;

    @Option(
            names = "--server-option",
            paramLabel = "OPTION",
            description = "Option for the server, as --server-option=--threads=1.")
    private List<String> serverOptions = List.of();

    @Override
    public Integer call() throws IOException, InterruptedException {
        requireRange("--n", workers, 1, 1_000);
        requireRange("--d", dimensions, 1, Integer.MAX_VALUE - 8);
        requireRange("--rounds", List.of(rounds), 1, MOST_ROUNDS);
        requireRange("--warm-up", List.of(warmUp), 1, MOST_ROUNDS);
        requireRange("--repeats", List.of(options.repeats()), 1, MOST_REPEATS);
        Codecs.of(codec);
        for (int n : workers) {
            requireRange("--clients", List.of(clients), 1, n);
            rules.forEach(rule -> Rules.of(rule, load(n, 1).f()).requireAdmissible(n));
        }
        try (var bench = new ServerBench()) {
            for (int n : workers) {
                for (int d : dimensions) {
                    cell(bench, load(n, d));
                }
            }
        }
        return 0;
    }

    private ServerLoad load(int n, int d) {
        int f = faulty < 0 ? Math.max(0, (n - 3) / 4) : faulty;
        return new ServerLoad(
                n, f, d, mode, codec, clients, warmUp, rounds, options.seed(), serverOptions);
    }

    private void cell(ServerBench bench, ServerLoad load) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of(MEAN));
        rules.stream().filter(rule -> !rule.equals(MEAN)).forEach(all::add);
        List<Double> copies = new ArrayList<>();
        Map<String, List<ServerOutcome>> outcomes = new TreeMap<>();
        for (int repeat = 0; repeat < options.repeats(); repeat++) {
            copies.add(bench.copy(load));
            for (String rule : all) {
                ServerOutcome outcome = bench.run(load, rule);
                outcomes.computeIfAbsent(rule, none -> new ArrayList<>()).add(outcome);
                if (options.json()) {
                    options.print(outcome.json(copies.get(repeat)));
                }
            }
        }
        if (!options.json()) {
            table(load, median(copies, x -> x), all, outcomes);
        }
    }

    private void table(
            ServerLoad load, double copy, List<String> all, Map<String, List<ServerOutcome>> of) {
        options.out()
                .println(
                        ("n=%s f=%s d=%s %s %s; plain TCP copy %s GB/s; %s client processes;"
                                        + " %s processors; JDK %s")
                                .formatted(
                                        load.n(),
                                        load.f(),
                                        load.d(),
                                        load.mode(),
                                        load.codec(),
                                        number(copy),
                                        load.clients(),
                                        Runtime.getRuntime().availableProcessors(),
                                        Runtime.version()));
        double mean = median(of.get(MEAN), ServerOutcome::roundsPerSecond);
        List<List<String>> rows = new ArrayList<>();
        List<String> titles = new ArrayList<>(TITLES);
        titles.addAll(List.of("rss MB", "x mean", "rule"));
        rows.add(titles);
        all.forEach(rule -> rows.add(row(rule, of.get(rule), copy, mean)));
        TextColumns.of(rows, 1, WIDTH).forEach(options.out()::println);
        for (String rule : all) {
            options.out()
                    .println(
                            "%s: stages %s ms; cpu %s ms"
                                    .formatted(
                                            rule,
                                            parts(of.get(rule), ServerOutcome::stages),
                                            parts(of.get(rule), ServerOutcome::cpuMillis)));
        }
        options.out().println();
    }

    private static List<String> row(
            String rule, List<ServerOutcome> outcomes, double copy, double mean) {
        double rate = median(outcomes, ServerOutcome::roundsPerSecond);
        double speed = median(outcomes, ServerOutcome::gigabytesPerSecond);
        return List.of(
                right(8, number(rate)),
                right(5, number(speed)),
                right(6, number(speed / copy)),
                right(10, number(median(outcomes, ServerOutcome::collectMillis))),
                right(7, number(median(outcomes, ServerOutcome::tailMillis))),
                right(7, number(median(outcomes, ServerOutcome::serverMillis))),
                right(7, number(median(outcomes, ServerOutcome::clientMillis))),
                right(6, number(median(outcomes, ServerOutcome::allocated) / 1e6)),
                right(6, number(median(outcomes, ServerOutcome::peakBytes) / 1e6)),
                right(6, number(mean / rate)),
                rule);
    }

    private static String parts(
            List<ServerOutcome> outcomes, Function<ServerOutcome, Map<String, Double>> of) {
        return of.apply(outcomes.get(0)).keySet().stream()
                .map(
                        part ->
                                part
                                        + " "
                                        + number(
                                                median(
                                                        outcomes,
                                                        o -> of.apply(o).getOrDefault(part, 0.0))))
                .collect(Collectors.joining(", "));
    }

    private static <T> double median(List<T> all, ToDoubleFunction<T> of) {
        List<T> sorted = all.stream().sorted(Comparator.comparingDouble(of)).toList();
        int middle = sorted.size() / 2;
        double upper = of.applyAsDouble(sorted.get(middle));
        return sorted.size() % 2 == 1
                ? upper
                : (of.applyAsDouble(sorted.get(middle - 1)) + upper) / 2;
    }
}
