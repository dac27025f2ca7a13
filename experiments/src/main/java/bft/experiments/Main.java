package bft.experiments;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line {@code bft}. */
@Command(
        name = "bft",
        mixinStandardHelpOptions = true,
        version = "bft 0.1.0",
        synopsisSubcommandLabel = "COMMAND",
        description = "Training that survives Byzantine workers: try it, run it, measure it.")
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Main()).execute(arguments));
    }
}
