package bft.experiments.benchmark;

import picocli.CommandLine.Command;

/** Groups the benchmarks. */
@Command(
        name = "bench",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            RulesBenchCommand.class,
            OptimisersBenchCommand.class,
            CodecsBenchCommand.class,
            ServerBenchCommand.class,
            PagesBenchCommand.class,
            NetworkBenchCommand.class,
            BenchClientsCommand.class,
            BenchCopyCommand.class
        },
        description = "Measures the speed of this machine with this program.")
public final class BenchCommand {}
