package bft.experiments;

import bft.server.optimiser.Optimisers;
import bft.server.optimiser.ScheduleDescription;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "schedules",
        mixinStandardHelpOptions = true,
        description = "Lists the schedules of the learning rate: formulas, parameters, sources.")
final class SchedulesCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(names = "--json", description = "One JSON array instead of a table.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        List<String> titles = List.of("schedule", "the rate after t finished steps");
        var out = spec.commandLine().getOut();
        Listing.print(out, json, titles, Optimisers.schedules(), SchedulesCommand::listing);
        return 0;
    }

    private static Listing listing(ScheduleDescription schedule) {
        List<String> lines = new ArrayList<>();
        lines.add(schedule.formula());
        lines.addAll(schedule.parameters());
        lines.add(schedule.source());
        return new Listing(schedule.name(), lines);
    }
}
