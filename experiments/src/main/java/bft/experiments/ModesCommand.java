package bft.experiments;

import bft.server.synchrony.ModeDescription;
import bft.server.synchrony.Modes;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "modes",
        mixinStandardHelpOptions = true,
        description = "Lists the modes: which gradients make a step, and when.")
final class ModesCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(names = "--json", description = "One JSON array instead of a table.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        var out = spec.commandLine().getOut();
        List<String> modes = List.of("mode", "which gradients make a step, and when");
        Listing.print(out, json, modes, Modes.all(), ModesCommand::listing);
        return 0;
    }

    private static Listing listing(ModeDescription mode) {
        return new Listing(
                mode.name(), List.of(mode.summary(), "needs: " + mode.condition(), mode.source()));
    }
}
