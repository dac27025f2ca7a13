package bft.experiments;

import bft.server.optimiser.OptimiserDescription;
import bft.server.optimiser.Optimisers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "optimisers",
        mixinStandardHelpOptions = true,
        description = "Lists the optimisers at the server: formulas, parameters, state, sources.")
final class OptimisersCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(names = "--json", description = "One JSON array instead of a table.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        List<String> titles = List.of("optimiser", "how parameters x move by an aggregate g");
        var out = spec.commandLine().getOut();
        Listing.print(out, json, titles, Optimisers.all(), OptimisersCommand::listing);
        if (!json) {
            out.println();
            out.println(
                    "rate(t): the schedule's, which bft schedules lists; d: number of parameters.");
        }
        return 0;
    }

    private static Listing listing(OptimiserDescription optimiser) {
        List<String> lines = new ArrayList<>();
        lines.add(optimiser.formula());
        lines.addAll(optimiser.parameters());
        lines.add("state: " + optimiser.slots());
        lines.add("cost: " + optimiser.cost());
        lines.add(optimiser.source());
        return new Listing(optimiser.name(), lines);
    }
}
