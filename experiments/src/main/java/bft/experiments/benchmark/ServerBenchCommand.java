package bft.experiments.benchmark;

import static bft.experiments.benchmark.BenchOptions.requireRange;

import bft.aggregation.rules.Rules;
import bft.spec.BadArgument;
import bft.worker.codec.Codecs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "server",
        sortOptions = false,
        showDefaultValues = true,
        description = {
            "Times rounds of a real server whose workers push prepared gradients over loopback.",
            "Server and workers are processes of their own. Each repeat copies the same bytes over"
                    + " plain TCP, then runs the mean, then each rule; shown are medians."
        },
        footer = {
            "",
            "Example:",
            "  bft bench server",
            "",
            "GB/s: gradients and models as floats, both ways. x copy: ratio to the plain copy."
                    + " tail: from the last gradient of a round until its version can be pulled."
                    + " cpu: milliseconds of the server in a round, then of all workers. MB new: what the"
                    + " server allocates in a round. rss: its peak memory. need: what it states to need at"
                    + " most; its heap has the limit that it asks for."
                    + " x mean: time of a round, ratio to the mean's."
        })
final class ServerBenchCommand implements Callable<Integer> {
    private static final String MEAN = "mean";
    private static final int MOST_ROUNDS = 1_000_000;
    private static final OutcomeTable<ServerRuns> TABLE =
            new OutcomeTable<ServerRuns>(120)
                    .number("rounds/s", runs -> runs.median(ServerOutcome::roundsPerSecond))
                    .number(" GB/s", runs -> runs.median(ServerOutcome::gigabytesPerSecond))
                    .number("x copy", ServerRuns::copyRatio)
                    .number("collect ms", runs -> runs.median(ServerOutcome::collectMillis))
                    .number("   tail", runs -> runs.median(ServerOutcome::tailMillis))
                    .number("    cpu", runs -> runs.median(ServerOutcome::serverMillis))
                    .number("clients", runs -> runs.median(ServerOutcome::clientMillis))
                    .number("MB new", runs -> runs.median(ServerOutcome::allocated) / 1e6)
                    .number("rss MB", runs -> runs.median(ServerOutcome::peakBytes) / 1e6)
                    .number("need MB", runs -> runs.median(ServerOutcome::neededBytes) / 1e6)
                    .number("x mean", ServerRuns::meanRatio)
                    .column("rule", ServerRuns::rule);

    @Mixin private BenchOptions options;

    @Option(
            names = "--rule",
            paramLabel = "RULE",
            showDefaultValue = Visibility.NEVER,
            description = "Rule beside the mean; may be repeated (default: multi-krum).")
    private List<String> rules = List.of("multi-krum");

    @Option(
            names = "--workers",
            split = ",",
            defaultValue = "10",
            description = "Workers; like --dimension a list: 10,50.")
    private List<Integer> workers;

    @Option(
            names = "--byzantine",
            defaultValue = "-1",
            showDefaultValue = Visibility.NEVER,
            description = "Workers that may be Byzantine (default: (n-3)/4).")
    private int faulty;

    @Option(
            names = "--silent",
            defaultValue = "0",
            description = "Workers that join and push nothing.")
    private int silent;

    @Option(
            names = "--tls-certificate",
            paramLabel = "FILE",
            showDefaultValue = Visibility.NEVER,
            description =
                    "Certificate for 127.0.0.1 that the server shows and the workers trust; with"
                            + " --tls-key it makes them speak TLS.")
    private Optional<Path> certificate = Optional.empty();

    @Option(
            names = "--tls-key",
            paramLabel = "FILE",
            showDefaultValue = Visibility.NEVER,
            description = "Key of the certificate.")
    private Optional<Path> key = Optional.empty();

    @Option(
            names = "--mode",
            defaultValue = "bsp",
            paramLabel = "MODE",
            description = "Which gradients make a step.")
    private String mode;

    @Option(
            names = "--codec",
            defaultValue = "float32",
            paramLabel = "CODEC",
            description = "Codec of the gradients.")
    private String codec;

    @Option(
            names = "--clients",
            defaultValue = "1",
            description = "Processes that the workers are spread over.")
    private int clients;

    @Option(names = "--rounds", defaultValue = "40", description = "Rounds that are timed.")
    private int rounds;

    @Option(names = "--warm-up", defaultValue = "20", description = "Rounds before the timing.")
    private int warmUp;

    @Option(
            names = "--server-option",
            paramLabel = "OPTION",
            showDefaultValue = Visibility.NEVER,
            description = "Option for the server, as --server-option=--threads=1.")
    private List<String> serverOptions = List.of();

    @Override
    public Integer call() throws IOException, InterruptedException {
        requireRange("--workers", workers, 1, 1_000);
        requireRange("--rounds", List.of(rounds), 1, MOST_ROUNDS);
        requireRange("--warm-up", List.of(warmUp), 1, MOST_ROUNDS);
        Codecs.of(codec);
        BadArgument.when(certificate.isPresent() != key.isPresent())
                .because("give both of --tls-certificate and --tls-key");
        for (int n : workers) {
            requireRange("--clients", List.of(clients), 1, n);
            requireRange("--silent", List.of(silent), 0, n - 1);
            rules.forEach(rule -> Rules.of(rule, load(n, 1).f()).requireAdmissible(n));
        }
        try (var bench = new ServerBench()) {
            for (int n : workers) {
                for (int d : options.dimensions(1)) {
                    measure(bench, load(n, d));
                }
            }
        }
        return 0;
    }

    private ServerLoad load(int n, int d) {
        int f = faulty < 0 ? Math.max(0, (n - 3) / 4) : faulty;
        List<String> all = new ArrayList<>(serverOptions);
        certificate.ifPresent(shown -> all.addAll(List.of("--tls-certificate", shown.toString())));
        key.ifPresent(secret -> all.addAll(List.of("--tls-key", secret.toString())));
        return new ServerLoad(
                n,
                f,
                silent,
                d,
                mode,
                codec,
                clients,
                warmUp,
                rounds,
                options.seed(),
                certificate,
                all);
    }

    private void measure(ServerBench bench, ServerLoad load)
            throws IOException, InterruptedException {
        Map<String, ServerRuns> all = new LinkedHashMap<>();
        var mean = new ServerRuns(MEAN, Optional.empty());
        all.put(MEAN, mean);
        rules.forEach(rule -> all.putIfAbsent(rule, new ServerRuns(rule, Optional.of(mean))));
        for (int repeat = 0; repeat < options.repeats(); repeat++) {
            double copy = bench.copy(load);
            for (ServerRuns runs : all.values()) {
                runs.add(bench.run(load, runs.rule()), copy);
            }
        }
        List<ServerRuns> outcomes = List.copyOf(all.values());
        options.print(
                outcomes.stream().map(ServerRuns::outcome).toList(), () -> lines(load, outcomes));
    }

    private static List<String> lines(ServerLoad load, List<ServerRuns> outcomes) {
        List<String> lines = new ArrayList<>();
        lines.add(
                load
                        + "; plain TCP copy %s GB/s; %s processors; JDK %s"
                                .formatted(
                                        OutcomeTable.number(outcomes.get(0).copy()),
                                        Runtime.getRuntime().availableProcessors(),
                                        Runtime.version()));
        lines.addAll(TABLE.lines(outcomes));
        outcomes.forEach(runs -> lines.add(runs.parts()));
        lines.add("");
        return lines;
    }
}
