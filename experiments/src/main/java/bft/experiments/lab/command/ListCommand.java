package bft.experiments.lab.command;

import bft.experiments.lab.Experiments;
import bft.experiments.lab.Suite;
import bft.experiments.lab.SuiteFile;
import bft.experiments.lab.Variation;
import bft.experiments.terminal.Columns;
import bft.worker.config.SettingValues;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = "Lists the experiments that come with the program.")
final class ListCommand implements Callable<Integer> {
    private static final int WIDTH = 100;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        var experiments = new Experiments(SettingValues.NONE, false);
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("name", "runs", "quick", "what"));
        for (String name : Shipped.NAMES) {
            Suite full = read(name, false, experiments);
            Suite quick = read(name, true, experiments);
            rows.add(List.of(name, runs(full), runs(quick), full.title()));
        }
        Columns.of(rows, 1, WIDTH).forEach(spec.commandLine().getOut()::println);
        return 0;
    }

    private static Suite read(String name, boolean quick, Experiments experiments)
            throws Exception {
        var variation = new Variation(quick, false, List.of());
        return SuiteFile.read(name + ".yaml", Shipped.text(name), variation, experiments);
    }

    private static String runs(Suite suite) {
        return Integer.toString(suite.points().size() * suite.seeds().size());
    }
}
