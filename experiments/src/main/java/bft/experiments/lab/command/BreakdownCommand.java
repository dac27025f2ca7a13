package bft.experiments.lab.command;

import static bft.experiments.run.RunSettings.ATTACK;
import static bft.experiments.run.RunSettings.ATTACKERS;
import static bft.experiments.run.RunSettings.EVAL_EVERY;
import static bft.server.config.ServerSettings.BYZANTINE;
import static bft.server.config.ServerSettings.RULE;
import static bft.server.config.ServerSettings.WORKERS;

import bft.experiments.lab.Breakdown;
import bft.experiments.lab.Breakdown.Found;
import bft.experiments.lab.ExperimentKinds;
import bft.experiments.lab.expect.Expectation;
import bft.experiments.output.ResultFile;
import bft.spec.Text;
import bft.worker.config.Role;
import bft.worker.config.SettingOptions;
import bft.worker.config.SettingValues;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "breakdown",
        showDefaultValues = true,
        sortOptions = false,
        description = {
            "Finds by bisection the largest f that a rule tolerates: with f of n workers attacking and f"
                    + " declared, the final accuracy is at least a share of that of the mean without"
                    + " attackers."
        },
        footer = {
            "  bft experiment breakdown --rule krum --attack sign-flip:scale=10 --workers 20"
        })
final class BreakdownCommand implements Callable<Integer> {
    private CommandSpec spec;

    private SettingOptions options;

    @Option(
            names = "--share",
            defaultValue = "0.9",
            description = "Share of the accuracy that must be reached, in (0, 1].")
    private double share;

    @Option(
            names = "--seeds",
            split = ",",
            defaultValue = "0,1,2",
            description = "Seeds; one bisection for each.")
    private List<Long> seeds;

    @Option(
            names = "--out",
            showDefaultValue = Visibility.NEVER,
            description = "Directory for the records (default: runs/breakdown-<time>).")
    private Path out;

    @Spec
    void declare(CommandSpec command) {
        spec = command;
        options =
                SettingOptions.withFile(
                        command,
                        Role.RUN,
                        new ExperimentKinds(SettingValues.NONE, true)
                                .apply("training")
                                .settings()
                                .without(BYZANTINE, ATTACKERS, EVAL_EVERY));
    }

    @Override
    public Integer call() throws Exception {
        SettingValues settings = options.values().checked();
        var training = new ExperimentKinds(SettingValues.NONE, true).apply("training");
        String time = LocalDateTime.now().format(RunCommand.TIME);
        Path directory = out == null ? Path.of("runs", "breakdown-" + time) : out;
        ResultFile.requireWritable(directory);
        var breakdown = new Breakdown(training, settings, share, directory);
        int most = breakdown.largestAdmissible();
        List<Found> found = breakdown.find(seeds, Runtime.getRuntime().availableProcessors());
        List<String> lines = new ArrayList<>(found.stream().map(BreakdownCommand::line).toList());
        lines.add(summary(settings, found, most));
        ResultFile.write(directory.resolve("breakdown.txt"), lines);
        lines.forEach(spec.commandLine().getOut()::println);
        return 0;
    }

    private static String summary(SettingValues settings, List<Found> found, int most) {
        double[] tolerated = found.stream().mapToDouble(Found::tolerated).sorted().toArray();
        return Text.of(
                "%s against %s tolerates f=%.1f of n=%d (median of %d seeds, %.0f to %.0f); it admits"
                        + " f=%d",
                settings.get(RULE),
                settings.get(ATTACK),
                Expectation.median(tolerated),
                settings.get(WORKERS),
                tolerated.length,
                tolerated[0],
                tolerated[tolerated.length - 1],
                most);
    }

    private static String line(Found found) {
        var line = new StringBuilder();
        line.append(
                Text.of(
                        "seed %d: tolerates f=%d; accuracy %.3f without attackers",
                        found.seed(), found.tolerated(), found.reference()));
        found.trials()
                .forEach((f, accuracy) -> line.append(Text.of(", %.3f at f=%d", accuracy, f)));
        return line.toString();
    }
}
