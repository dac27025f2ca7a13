package bft.experiments;

import bft.experiments.benchmark.BenchCommand;
import bft.experiments.lab.command.ExperimentCommand;
import bft.experiments.terminal.Terminal;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/** The command line {@code bft}. Exit codes: 0 done, 1 a run failed, 2 bad usage or input. */
@Command(
        name = "bft",
        mixinStandardHelpOptions = true,
        version = "bft 0.1.0",
        synopsisSubcommandLabel = "COMMAND",
        description = "Training that survives Byzantine workers: try it, run it, measure it.",
        subcommands = {
            DemoCommand.class,
            TrainCommand.class,
            RulesCommand.class,
            FiltersCommand.class,
            AttacksCommand.class,
            OptimisersCommand.class,
            SchedulesCommand.class,
            AggregateCommand.class,
            ExperimentCommand.class,
            BenchCommand.class,
            SlowdownCommand.class,
            ByzantineWorkerCommand.class
        })
public final class Main {
    private static final int BAD_USAGE = 2;
    private static final int FAILED = 1;

    private Main() {}

    public static void main(String[] arguments) {
        System.setProperty("java.awt.headless", "true");
        System.exit(commandLine(utf8(FileDescriptor.out)).execute(arguments));
    }

    /** The command with all its subcommands, which print what they find to {@code out}. */
    static CommandLine commandLine(PrintWriter out) {
        return new CommandLine(new Main())
                .setOut(out)
                .setErr(utf8(FileDescriptor.err))
                .setOverwrittenOptionsAllowed(true)
                .setParameterExceptionHandler(Main::misused)
                .setExecutionExceptionHandler(Main::failed);
    }

    /** Standard output as a person sees it. */
    static Terminal terminal(CommandLine commandLine) {
        return Terminal.standardOutput(
                commandLine.getOut(), System.getProperties(), System.getenv());
    }

    /** Tables and curves use characters that the platform's encoding may lack. */
    private static PrintWriter utf8(FileDescriptor descriptor) {
        var stream = new FileOutputStream(descriptor);
        return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
    }

    private static int misused(ParameterException e, String[] arguments) {
        CommandLine command = e.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        command.getErr().println("bft: %s (see %s --help)".formatted(oneLine(e), name));
        return BAD_USAGE;
    }

    private static int failed(Exception e, CommandLine command, CommandLine.ParseResult arguments) {
        if (e instanceof IllegalArgumentException
                || e instanceof IOException
                || e instanceof UncheckedIOException) {
            command.getErr().println("bft: " + oneLine(e));
            return BAD_USAGE;
        }
        e.printStackTrace(command.getErr());
        return FAILED;
    }

    private static String oneLine(Exception e) {
        String message = e.getMessage() == null ? e.toString() : e.getMessage();
        String kind =
                e instanceof NoSuchFileException
                        ? ": no such file"
                        : e instanceof AccessDeniedException ? ": access denied" : "";
        return message.replaceAll("\\s+", " ") + kind;
    }
}
