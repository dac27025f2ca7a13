package bft.experiments.lab.command;

import bft.experiments.lab.Experiment;
import bft.experiments.lab.ExperimentFile;
import bft.experiments.lab.ExperimentKinds;
import bft.experiments.lab.Results;
import bft.experiments.lab.Sweep;
import bft.experiments.lab.SweepDirectory;
import bft.experiments.lab.Variation;
import bft.experiments.output.ResultFile;
import bft.experiments.report.Report;
import bft.experiments.run.Engine;
import bft.experiments.run.RunSettings;
import bft.worker.config.Role;
import bft.worker.config.SettingList;
import bft.worker.config.SettingOptions;
import bft.worker.config.SettingValues;
import bft.worker.settings.WorkerSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "run",
        sortOptions = false,
        description = {
            "Runs an experiment and checks its expectations: exit code 1 if one does not hold.",
            "An interrupted experiment continues if it is run again with the same --out."
        },
        footer = {
            "  bft experiment run krum-gaussian --data-dir data",
            "  bft experiment run all --quick"
        })
final class RunCommand implements Callable<Integer> {
    static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

    /** The time that a quick run may take on two cores. */
    private static final int QUICK_SECONDS = 60;

    private CommandSpec spec;

    @Parameters(
            paramLabel = "NAME",
            description = "One of bft experiment list, a YAML file, or all.")
    private String name;

    @Option(names = "--quick", description = "A smaller form of it: seconds instead of minutes.")
    private boolean quick;

    private SettingOptions options;

    @Option(
            names = "--out",
            showDefaultValue = Visibility.NEVER,
            description = "Directory for all files (default: runs/experiment-NAME-<time>).")
    private Path out;

    @Option(
            names = "--seeds",
            split = ",",
            description = "Seeds instead of those of the file, such as 0,1,2.")
    private List<Long> seeds = List.of();

    @Option(
            names = "--threads",
            description = "Number of runs at once (default: one for each core; 1 on a cluster).")
    private Integer threads;

    @Spec
    void declare(CommandSpec command) {
        spec = command;
        options =
                new SettingOptions(
                        command,
                        Role.RUN,
                        SettingList.of(WorkerSettings.DATA_DIR, RunSettings.ENGINE));
    }

    @Override
    public Integer call() throws Exception {
        SettingValues defaults = options.values().checked();
        if (out != null) {
            ResultFile.requireWritable(out);
        }
        boolean isBuiltIn = Shipped.lacksData(defaults);
        var kinds = new ExperimentKinds(defaults, true);
        List<String> names = name.equals("all") ? Shipped.NAMES : List.of(name);
        List<Experiment> experiments = new ArrayList<>();
        for (String one : names) {
            var variation = new Variation(quick, isBuiltIn, seeds);
            String file = Shipped.NAMES.contains(one) ? one + ".yaml" : one;
            String text = Shipped.text(one);
            if (!(name.equals("all") && skips(file, text, defaults))) {
                experiments.add(ExperimentFile.read(file, text, variation, kinds));
            }
        }
        String word = name.equals("all") ? name : experiments.get(0).name();
        Path base =
                out != null
                        ? out
                        : Path.of(
                                "runs",
                                "experiment-" + word + "-" + LocalDateTime.now().format(TIME));
        boolean all = name.equals("all");
        for (Experiment experiment : experiments) {
            ResultFile.requireWritable(all ? base.resolve(experiment.name()) : base);
        }
        long begin = System.nanoTime();
        int failing = 0;
        var hint = new Thread(() -> spec.commandLine().getErr().println(howToContinue(base)));
        Runtime.getRuntime().addShutdownHook(hint);
        try {
            for (Experiment experiment : experiments) {
                Path directory = all ? base.resolve(experiment.name()) : base;
                failing += run(experiment, directory, defaults);
            }
        } finally {
            forget(hint);
        }
        if (experiments.size() > 1) {
            spec.commandLine()
                    .getOut()
                    .println(
                            "\n%s experiments, %s expectations do not hold, %s s"
                                    .formatted(experiments.size(), failing, seconds(begin)));
        }
        return failing == 0 ? 0 : 1;
    }

    /** Whether data that an experiment needs are not there, which is said. */
    private boolean skips(String file, String text, SettingValues defaults) {
        Path directory = defaults.get(WorkerSettings.DATA_DIR);
        Optional<Path> missing =
                ExperimentFile.needs(file, text).stream()
                        .map(directory::resolve)
                        .filter(folder -> !Files.isDirectory(folder))
                        .findFirst();
        missing.ifPresent(
                folder ->
                        spec.commandLine()
                                .getOut()
                                .println(
                                        "%s is skipped: there is no %s; --data-dir says where"
                                                .formatted(file.replace(".yaml", ""), folder)));
        return missing.isPresent();
    }

    private static String howToContinue(Path base) {
        return "bft: stopped; finished runs are in %s, and the same command with --out=%s continues"
                .formatted(base, base);
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending, and the hint has been printed.
        }
    }

    private static long seconds(long begin) {
        return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin);
    }

    /** Runs one experiment; returns the number of expectations that do not hold. */
    private int run(Experiment experiment, Path directory, SettingValues defaults)
            throws IOException, InterruptedException {
        PrintWriter print = spec.commandLine().getOut();
        int cores = experiment.runsAlone() ? 1 : Runtime.getRuntime().availableProcessors();
        Engine engine = defaults.find(RunSettings.ENGINE).orElse(Engine.SIMULATION);
        List<String> versions = Versions.lines(engine, Shipped.lacksData(defaults), quick);
        print.println("\n" + experiment.name() + ": " + experiment.title());
        long begin = System.nanoTime();
        try (var files = SweepDirectory.open(directory, experiment, versions)) {
            Results results = sweep(experiment, files, threads == null ? cores : threads);
            Report.write(results, directory, versions).forEach(print::println);
            print.println("report: " + directory.resolve("report.html"));
            print.println(time(seconds(begin)));
            return (int) results.verdicts().stream().filter(verdict -> !verdict.holds()).count();
        }
    }

    private String time(long seconds) {
        boolean over = quick && seconds > QUICK_SECONDS;
        return "time: %s s".formatted(seconds)
                + (over ? ", a quick one should take at most " + QUICK_SECONDS : "");
    }

    private Results sweep(Experiment experiment, SweepDirectory files, int atOnce)
            throws IOException, InterruptedException {
        try (var progress = new Bar(experiment.name(), spec.commandLine().getOut())) {
            return new Sweep(experiment, files, progress).run(atOnce);
        }
    }
}
