package bft.worker.command;

import bft.spec.Nearest;
import bft.worker.config.OneLine;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Errors of commands: each becomes one line that begins with the program's name, and an exit code.
 * The stack trace is shown only with {@code --debug}.
 */
public final class Failures implements IParameterExceptionHandler, IExecutionExceptionHandler {
    private static final String DEBUG = "--debug";

    /** What the library says. */
    private static final String NO_COMMAND = "Missing required subcommand";

    private final Function<Throwable, Optional<ExitCode>> known;

    /**
     * @param known the exit code of errors that are neither the user's nor the program's; empty for
     *     others
     */
    public Failures(Function<Throwable, Optional<ExitCode>> known) {
        this.known = known;
    }

    /**
     * Runs a command.
     *
     * @param program with all its subcommands
     * @return the exit code
     */
    public int run(CommandLine program, String... arguments) {
        program.setParameterExceptionHandler(this).setExecutionExceptionHandler(this);
        try {
            return program.execute(arguments);
        } catch (OutOfMemoryError
                | LinkageError
                | AssertionError
                | StackOverflowError
                | InternalError e) {
            return report(program, e, List.of(arguments).contains(DEBUG));
        }
    }

    /**
     * Adds {@code --debug} to a program; its subcommands have it as well. A value may be the name
     * of a command, as in {@code --tokens tokens}. All of them also get what every command has:
     * {@code --help}, {@code --version}, and headings over examples and exit codes.
     *
     * @param program with all its subcommands
     */
    public static CommandLine withDebug(CommandLine program) {
        program.setAllowSubcommandsAsOptionParameters(true)
                .getCommandSpec()
                .addOption(
                        OptionSpec.builder(DEBUG)
                                .type(boolean.class)
                                .scopeType(ScopeType.INHERIT)
                                .description("Show the stack trace of an error.")
                                .build());
        complete(program.getCommandSpec());
        return program;
    }

    private static void complete(CommandSpec command) {
        if (command.mixinStandardHelpOptions()) {
            return;
        }
        command.mixinStandardHelpOptions(true);
        UsageMessageSpec help = command.usageMessage();
        List<String> examples = List.of(help.footer());
        if (!examples.isEmpty() && !examples.get(0).isEmpty()) {
            help.footerHeading(examples.size() == 1 ? "%nExample:%n" : "%nExamples:%n");
        }
        if (!help.exitCodeList().isEmpty()) {
            help.exitCodeListHeading("%nExit codes:%n");
        }
        command.subcommands().values().forEach(one -> complete(one.getCommandSpec()));
    }

    /** Whether the user asks for stack traces. */
    public static boolean areTraced(CommandSpec command) {
        ParseResult parsed = command.root().commandLine().getParseResult();
        return parsed != null && parsed.originalArgs().contains(DEBUG);
    }

    /** Prints a message, each of its lines after the program's name. */
    public static int tell(CommandSpec command, String message, ExitCode code) {
        var err = command.commandLine().getErr();
        String name = command.root().name();
        message.lines().forEach(line -> err.println(name + ": " + OneLine.shown(line)));
        return code.code();
    }

    @Override
    public int handleParseException(ParameterException error, String[] arguments) {
        CommandSpec command = error.getCommandLine().getCommandSpec();
        String message = "%s (see %s --help)".formatted(message(error), command.qualifiedName());
        int code = tell(command, message, ExitCode.BAD_INPUT);
        trace(error.getCommandLine(), error, List.of(arguments).contains(DEBUG));
        return code;
    }

    @Override
    public int handleExecutionException(Exception error, CommandLine command, ParseResult parsed) {
        return report(command, error, areTraced(command.getCommandSpec()));
    }

    /** Reports an error of a command. */
    public int report(CommandLine command, Throwable thrown, boolean isTraced) {
        Throwable error = OneLine.unwrapped(thrown);
        if (error instanceof InterruptedException) {
            return ExitCode.FAILED.code();
        }
        Optional<ExitCode> code = code(error);
        String text = OneLine.of(thrown);
        if (error instanceof OutOfMemoryError) {
            text =
                    "out of memory: the heap may have %s MB; allow more with -Xmx in JAVA_TOOL_OPTIONS"
                            .formatted(Runtime.getRuntime().maxMemory() >> 20);
        } else if (code.isEmpty()) {
            text = "internal error: " + text + "; --debug shows where";
        }
        tell(command.getCommandSpec(), text, code.orElse(ExitCode.FAILED));
        trace(command, error, isTraced);
        return code.orElse(ExitCode.FAILED).code();
    }

    private Optional<ExitCode> code(Throwable error) {
        boolean isInput = error instanceof IllegalArgumentException || error instanceof IOException;
        return known.apply(error)
                .or(() -> isInput ? Optional.of(ExitCode.BAD_INPUT) : Optional.empty());
    }

    private static void trace(CommandLine command, Throwable error, boolean isTraced) {
        if (isTraced) {
            error.printStackTrace(command.getErr());
        }
    }

    private static String nameOne(ParameterException error) {
        Set<String> names = error.getCommandLine().getSubcommands().keySet();
        return "name a command, such as " + names.iterator().next();
    }

    /** What was wrong; of an unknown word the nearest known one. */
    private static String message(ParameterException error) {
        if (!(error instanceof UnmatchedArgumentException unknown)) {
            return NO_COMMAND.equals(error.getMessage()) ? nameOne(error) : OneLine.of(error);
        }
        String word = unknown.getUnmatched().get(0).replaceAll("=.*", "");
        CommandSpec command = error.getCommandLine().getCommandSpec();
        if (word.startsWith("-")) {
            Set<String> names = new TreeSet<>(command.optionsMap().keySet());
            return "unknown option '" + word + "'" + Nearest.hint(word, names);
        }
        Set<String> names = new TreeSet<>(command.subcommands().keySet());
        return names.isEmpty()
                ? OneLine.of(error)
                : "unknown command '" + word + "'" + Nearest.hint(word, names);
    }
}
