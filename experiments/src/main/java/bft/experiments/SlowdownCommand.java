package bft.experiments;

import static bft.server.config.ServerSettings.FILTER;
import static bft.server.config.ServerSettings.ROUNDS;
import static bft.worker.settings.WorkerSettings.BATCH;
import static bft.worker.settings.WorkerSettings.DATA;
import static bft.worker.settings.WorkerSettings.DATA_DIR;
import static bft.worker.settings.WorkerSettings.MODEL;

import bft.experiments.run.RunConfig;
import bft.experiments.simulation.Slowdown;
import bft.experiments.simulation.Slowdown.Behaviour;
import bft.worker.config.Role;
import bft.worker.config.SettingList;
import bft.worker.config.SettingOptions;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "slowdown",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false,
        description = {
            "Measures in simulation the share of honest gradients that a filter accepts, beside"
                    + " the bounds of the theory of Kardam.",
            "Exit code 1 if a mean over the seeds is outside of the bounds by more than the"
                    + " tolerance."
        },
        footerHeading = "%nExample:%n",
        footer = {"  bft slowdown"})
final class SlowdownCommand implements Callable<Integer> {
    private CommandSpec spec;

    @Parameters(
            arity = "0..*",
            paramLabel = "n/f",
            defaultValue = "10/1 10/3 20/6",
            split = " ",
            description = "Workers and how many of them may be Byzantine.")
    private List<String> cases;

    private SettingOptions options;

    @Option(names = "--seeds", defaultValue = "3", description = "Number of runs of each case.")
    private int seeds;

    @Option(
            names = "--tolerance",
            defaultValue = "0.05",
            description = "Deviation from the bounds that counts as noise.")
    private double tolerance;

    @Spec
    void declare(CommandSpec command) {
        spec = command;
        options =
                new SettingOptions(
                        command,
                        Role.RUN,
                        SettingList.of(FILTER, ROUNDS, DATA, DATA_DIR, MODEL, BATCH));
    }

    @Override
    public Integer call() {
        if (seeds < 1) {
            throw new IllegalArgumentException("--seeds must be at least 1, got " + seeds);
        }
        var base = new RunConfig(options.values());
        String filter = base.values().find(FILTER).orElse("kardam");
        PrintWriter out = spec.commandLine().getOut();
        out.println("share of honest gradients that " + filter + " accepts, mean of " + seeds);
        out.printf(
                Locale.ROOT,
                "%4s %4s  %-26s %8s  %12s  %7s%n",
                "n",
                "f",
                "attack",
                "measured",
                "(n-2f)/(n-f)",
                "(n-f)/n");
        boolean holds = true;
        for (String one : cases) {
            Slowdown slowdown = slowdown(one);
            for (Behaviour behaviour : Behaviour.values()) {
                holds &= measure(slowdown, base, behaviour, out);
            }
        }
        return holds ? 0 : 1;
    }

    private boolean measure(
            Slowdown slowdown, RunConfig base, Behaviour behaviour, PrintWriter out) {
        double mean =
                LongStream.range(0, seeds)
                        .mapToDouble(seed -> slowdown.measure(base.with("seed=" + seed), behaviour))
                        .average()
                        .orElseThrow();
        boolean inside =
                mean >= slowdown.least() - tolerance && mean <= slowdown.most() + tolerance;
        out.printf(
                Locale.ROOT,
                "%4d %4d  %-26s %8.3f  %12.3f  %7.3f%s%n",
                slowdown.n(),
                slowdown.f(),
                behaviour == Behaviour.NONE ? "none" : "f send a constant vector",
                mean,
                slowdown.least(),
                slowdown.most(),
                inside ? "" : "  outside");
        out.flush();
        return inside;
    }

    private static Slowdown slowdown(String text) {
        if (!text.matches("\\d{1,4}/\\d{1,4}")) {
            throw new IllegalArgumentException("cases are of the form 10/3, got '" + text + "'");
        }
        String[] numbers = text.split("/");
        return new Slowdown(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]));
    }
}
