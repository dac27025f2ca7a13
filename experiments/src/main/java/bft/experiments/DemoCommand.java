package bft.experiments;

import bft.experiments.demo.Demo;
import bft.experiments.terminal.Terminal;
import bft.spec.BadArgument;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "demo",
        showDefaultValues = true,
        description = {
            "Trains the same model under four rules, and once asynchronously, while three of ten"
                    + " workers attack, differently in each phase.",
            "Real servers and workers on loopback, built-in data, less than a minute."
        },
        footer = {"  bft demo --rounds 60 --out runs/demo"})
final class DemoCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(names = "--seed", defaultValue = "0", description = "Decides all that is random.")
    private long seed;

    @Option(
            names = "--rounds",
            defaultValue = "60",
            description =
                    "Rounds of each phase; fewer than those of bft train, since there are five.")
    private long rounds;

    @Option(
            names = "--out",
            showDefaultValue = Visibility.NEVER,
            description = "Directory for plots and figures (default: runs/demo-<time>).")
    private Path out;

    @Option(
            names = "--linger",
            description = "Keep the servers, and with them their live pages, until Ctrl-C.")
    private boolean lingers;

    @Override
    public Integer call() throws Exception {
        BadArgument.when(rounds < 1).because("--rounds must be at least 1, got %s", rounds);
        Terminal terminal = Main.terminal(spec.commandLine());
        Path directory = RunDirectory.create(Optional.ofNullable(out), "demo");
        boolean holds = new Demo(terminal, directory, rounds, lingers).run(seed);
        terminal.line("");
        terminal.line("plots and figures: " + directory + "/accuracy.svg .png .csv");
        terminal.line("next:");
        terminal.line("  experiments/bft train --attack sign-flip:scale=10 --rule mean");
        terminal.line("  experiments/bft train --attack sign-flip:scale=10 --rule multi-krum");
        terminal.line("  experiments/bft rules");
        return holds ? 0 : 1;
    }
}
