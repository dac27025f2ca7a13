package bft.experiments;

import bft.experiments.chaos.Chaos;
import bft.experiments.chaos.Hostilities;
import bft.experiments.terminal.TextColumns;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "chaos",
        sortOptions = false,
        description = {
            "Trains under hostile and faulty workers, strangers, networks and disks, in four modes,"
                    + " and prints what came of each: a server in its own process, nine workers of"
                    + " whom two may be Byzantine, the built-in data.",
            "A cell fails if the job does not end, loses more than 3 points of accuracy against the"
                    + " undisturbed job, or its server's memory or threads grow, or if the culprit"
                    + " is not named or an honest worker is. Then the exit code is 1, and the"
                    + " job's files are kept."
        },
        footer = {"  bft chaos --list", "  bft chaos --only cut,killed --mode async --json"})
final class ChaosCommand implements Callable<Integer> {
    private static final int WIDTH = 100;

    @Spec private CommandSpec spec;

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "NAME",
            description = "These hostilities; --list lists them. Default: all.")
    private List<String> only = List.of();

    @Option(
            names = "--mode",
            split = ",",
            paramLabel = "MODE",
            description = "These modes: bsp, backup, ssp, async. Default: all.")
    private List<String> modes = List.of();

    @Option(names = "--quick", description = "Each hostility in one of the modes only, by turns.")
    private boolean quick;

    @Option(names = "--list", description = "Only lists the hostilities.")
    private boolean list;

    @Option(names = "--json", description = "A line of JSON for each cell instead of the table.")
    private boolean json;

    @Option(
            names = "--out",
            description = "Directory for files of jobs that fail. Default: runs/chaos-<time>.")
    private Path out;

    @Override
    public Integer call() throws Exception {
        PrintWriter printed = spec.commandLine().getOut();
        if (list) {
            list(printed);
            return 0;
        }
        var all = new Chaos(only, modes);
        Chaos chaos = quick ? all.quick() : all;
        Path directory = RunDirectory.create(Optional.ofNullable(out), "chaos");
        int failed = chaos.run(directory, printed, json);
        if (failed > 0) {
            spec.commandLine()
                    .getErr()
                    .println(
                            "bft: %s cells failed, their files are in %s"
                                    .formatted(failed, directory));
        }
        return failed > 0 ? 1 : 0;
    }

    private static void list(PrintWriter printed) {
        List<List<String>> rows = new ArrayList<>();
        Hostilities.registry()
                .entries()
                .forEach(
                        entry ->
                                rows.add(
                                        List.of(
                                                entry.name(),
                                                entry.fact(Hostilities.WHO),
                                                entry.summary())));
        TextColumns.of(rows, 1, WIDTH).forEach(printed::println);
    }
}
