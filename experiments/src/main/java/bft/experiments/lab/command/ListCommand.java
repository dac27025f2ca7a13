package bft.experiments.lab.command;

import bft.experiments.lab.Experiment;
import bft.experiments.lab.ExperimentFile;
import bft.experiments.lab.ExperimentKinds;
import bft.experiments.lab.Variation;
import bft.experiments.terminal.TextColumns;
import bft.worker.config.SettingValues;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "list",
        description = "Lists the experiments that come with the program.",
        footer = {"  bft experiment list"})
final class ListCommand implements Callable<Integer> {
    private static final int WIDTH = 100;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        var kinds = new ExperimentKinds(SettingValues.NONE, false);
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("name", "runs", "quick", "what"));
        for (String name : Shipped.NAMES) {
            Experiment full = read(name, false, kinds);
            Experiment quick = read(name, true, kinds);
            rows.add(List.of(name, runs(full), runs(quick), full.title()));
        }
        TextColumns.of(rows, 1, WIDTH).forEach(spec.commandLine().getOut()::println);
        return 0;
    }

    private static Experiment read(String name, boolean quick, ExperimentKinds kinds)
            throws Exception {
        var variation = new Variation(quick, false, List.of());
        return ExperimentFile.read(name + ".yaml", Shipped.text(name), variation, kinds);
    }

    private static String runs(Experiment experiment) {
        return Integer.toString(experiment.points().size() * experiment.seeds().size());
    }
}
