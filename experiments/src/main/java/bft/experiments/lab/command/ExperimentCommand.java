package bft.experiments.lab.command;

import picocli.CommandLine.Command;

/** Groups what is done with experiments. */
@Command(
        name = "experiment",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Experiments of the literature and your own: runs, checks, reports.",
        subcommands = {ListCommand.class, RunCommand.class, BreakdownCommand.class})
public final class ExperimentCommand {}
