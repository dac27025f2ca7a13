package bft.experiments.lab.command;

import bft.experiments.lab.Breakdown;
import bft.experiments.lab.Breakdown.Found;
import bft.experiments.lab.Engine;
import bft.experiments.lab.Experiments;
import bft.experiments.lab.Settings;
import bft.experiments.lab.expect.Expectation;
import bft.experiments.output.ResultFile;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "breakdown",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false,
        description = {
            "Finds by bisection the largest f that a rule bears: with f of n workers attacking and f"
                    + " declared, the final accuracy is at least a share of that of the mean without"
                    + " attackers.",
            "Other settings, as in experiment files: --set batch=32 --set rounds=200."
        })
final class BreakdownCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(names = "--rule", required = true, description = "bft rules lists what there is.")
    private String rule;

    @Option(names = "--attack", required = true, description = "bft attacks lists what there is.")
    private String attack;

    @Option(names = "--workers", defaultValue = "20", description = "n, all workers.")
    private int workers;

    @Option(names = "--share", defaultValue = "0.9", description = "Of the accuracy, in (0, 1].")
    private double share;

    @Option(names = "--data", defaultValue = "built-in", description = "A data set or a file.")
    private String dataset;

    @Mixin private DataOption data;

    @Option(
            names = "--seeds",
            split = ",",
            defaultValue = "0,1,2",
            description = "One bisection each.")
    private List<Long> seeds;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Any other setting.")
    private Map<String, String> more = new LinkedHashMap<>();

    @Option(
            names = "--out",
            showDefaultValue = Visibility.NEVER,
            description = "Directory for the records (default: runs/breakdown-<time>).")
    private Path out;

    @Override
    public Integer call() throws Exception {
        var training = new Experiments(data.directory(), Engine.SIMULATION, true).apply("training");
        more.put("data", dataset);
        more.putAll(Map.of("n", Integer.toString(workers), "rule", rule, "attack", attack));
        Experiments.requireKnown(training, more.keySet());
        String time = LocalDateTime.now().format(RunCommand.TIME);
        Path directory = out == null ? Path.of("runs", "breakdown-" + time) : out;
        ResultFile.requireWritable(directory);
        var breakdown = new Breakdown(training, new Settings(more), share, directory);
        int most = breakdown.largestAdmissible();
        List<Found> found = breakdown.find(seeds, Runtime.getRuntime().availableProcessors());
        List<String> lines = new ArrayList<>(found.stream().map(BreakdownCommand::line).toList());
        lines.add(summary(found, most));
        ResultFile.write(directory.resolve("breakdown.txt"), lines);
        lines.forEach(spec.commandLine().getOut()::println);
        return 0;
    }

    private String summary(List<Found> found, int most) {
        double[] borne = found.stream().mapToDouble(Found::tolerated).sorted().toArray();
        return String.format(
                Locale.ROOT,
                "%s against %s bears f=%.1f of n=%d (median of %d seeds, %.0f to %.0f); it admits f=%d",
                rule,
                attack,
                Expectation.median(borne),
                workers,
                borne.length,
                borne[0],
                borne[borne.length - 1],
                most);
    }

    private static String line(Found found) {
        var line = new StringBuilder();
        line.append(
                String.format(
                        Locale.ROOT,
                        "seed %d: bears f=%d; accuracy %.3f without attackers",
                        found.seed(),
                        found.tolerated(),
                        found.reference()));
        found.trials()
                .forEach(
                        (f, accuracy) ->
                                line.append(
                                        String.format(Locale.ROOT, ", %.3f at f=%d", accuracy, f)));
        return line.toString();
    }
}
