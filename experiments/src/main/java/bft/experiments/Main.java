package bft.experiments;

import bft.experiments.benchmark.BenchCommand;
import bft.experiments.lab.command.ExperimentCommand;
import bft.experiments.output.Outlet;
import bft.experiments.output.UnwritableException;
import bft.experiments.reference.ReferenceCommand;
import bft.experiments.reference.Registries;
import bft.experiments.terminal.Terminal;
import bft.worker.config.OneLine;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;

/** The command line {@code bft}. */
@Command(
        name = "bft",
        mixinStandardHelpOptions = true,
        version = "bft 0.1.0",
        synopsisSubcommandLabel = "COMMAND",
        description = "Training that survives Byzantine workers: try it, run it, measure it.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:a run failed, or something expected does not hold",
            "2:bad usage or input",
            "3:results cannot be written: a full disk, a limit, a missing permission"
        },
        subcommands = {
            DemoCommand.class,
            TrainCommand.class,
            AggregateCommand.class,
            ExperimentCommand.class,
            BenchCommand.class,
            ChaosCommand.class,
            ByzantineWorkerCommand.class,
            ReferenceCommand.class
        })
public final class Main {
    private static final int BAD_USAGE = 2;
    private static final int FAILED = 1;
    private static final int UNWRITABLE = 3;

    /** The exit code of a process whose reader is gone, as in {@code bft rules | head}. */
    private static final int READER_GONE = 141;

    @Option(
            names = "--debug",
            scope = ScopeType.INHERIT,
            description = "Prints the stack trace of an error.")
    private boolean debug;

    private Main() {}

    public static void main(String[] arguments) {
        withoutTemporaryFiles();
        withNumbersOfNoLocale();
        System.setProperty("java.awt.headless", "true");
        var outlet = new Outlet(utf8(FileDescriptor.out));
        var out = new PrintWriter(outlet, true);
        int code = execute(commandLine(out), arguments);
        out.flush();
        System.exit(outlet.failure().map(Main::unprinted).orElse(code));
    }

    /** Vert.x would unpack resources of the class path; nothing here is read that way. */
    static void withoutTemporaryFiles() {
        System.setProperty("vertx.disableFileCaching", "true");
        System.setProperty("vertx.disableFileCPResolving", "true");
    }

    /** Records and messages do not depend on the digits of a locale. */
    static void withNumbersOfNoLocale() {
        Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
    }

    /** Runs a command, and handles errors of the Java runtime. */
    static int execute(CommandLine command, String... arguments) {
        try {
            return command.execute(arguments);
        } catch (OutOfMemoryError e) {
            long megabytes = Runtime.getRuntime().maxMemory() >> 20;
            String limit = "the heap may have %s MB; ".formatted(megabytes);
            return report(
                    command,
                    "out of memory: " + limit + "allow more with -Xmx in JAVA_TOOL_OPTIONS",
                    e,
                    FAILED);
        } catch (LinkageError | AssertionError | StackOverflowError | InternalError e) {
            return report(command, "internal error: " + e, e, FAILED);
        }
    }

    private static int unprinted(IOException e) {
        if (("" + e.getMessage()).contains("Broken pipe")) {
            return READER_GONE;
        }
        System.err.println("bft: " + new UnwritableException(e).getMessage());
        return UNWRITABLE;
    }

    /** The command with all its subcommands, which print their results to {@code out}. */
    static CommandLine commandLine(PrintWriter out) {
        var commandLine = new CommandLine(new Main());
        Registries.addTo(commandLine);
        return commandLine
                .setOut(out)
                .setErr(new PrintWriter(utf8(FileDescriptor.err), true))
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
    private static Writer utf8(FileDescriptor descriptor) {
        var stream = new FileOutputStream(descriptor);
        return new OutputStreamWriter(stream, StandardCharsets.UTF_8);
    }

    private static int misused(ParameterException e, String[] arguments) {
        CommandLine command = e.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        return report(command, "%s (see %s --help)".formatted(OneLine.of(e), name), e, BAD_USAGE);
    }

    private static int failed(
            Exception thrown, CommandLine command, CommandLine.ParseResult arguments) {
        Throwable e = OneLine.unwrapped(thrown);
        if (e instanceof InterruptedException) {
            return FAILED;
        }
        if (e instanceof UnwritableException) {
            return report(command, OneLine.of(thrown), e, UNWRITABLE);
        }
        if (e instanceof IllegalArgumentException || e instanceof IOException) {
            return report(command, OneLine.of(thrown), e, BAD_USAGE);
        }
        return report(command, "internal error: " + OneLine.of(thrown), e, FAILED);
    }

    /** Prints the error on one line, and below it the stack trace, if asked for. */
    private static int report(CommandLine command, String message, Throwable error, int code) {
        command.getErr().println("bft: " + message);
        Main main = (Main) command.getCommandSpec().root().userObject();
        if (main.debug) {
            error.printStackTrace(command.getErr());
        }
        return code;
    }
}
