package bft.experiments.lab.command;

import picocli.CommandLine.Command;

/** Groups the commands for experiments. */
@Command(
        name = "experiment",
        synopsisSubcommandLabel = "COMMAND",
        description =
                "Runs, checks and reports experiments: those of the literature, and your own.",
        subcommands = {ListCommand.class, RunCommand.class, BreakdownCommand.class})
public final class ExperimentCommand {}
