package bft.server;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;

/**
 * What an operator hears of errors: a line for each, and the stack only when he asks for it with
 * {@code --debug}.
 */
final class Complaints implements IParameterExceptionHandler, IExecutionExceptionHandler {
    /** Names the pattern of the log, in {@code logback-server.xml}. */
    private static final String STACKS = "bft.stacks";

    private boolean withStacks;

    /** Shows stacks from now on, in the log too if it has not begun. */
    void showStacks(boolean shown) {
        withStacks = shown;
        if (shown) {
            System.setProperty(STACKS, "%ex");
        }
        Thread.setDefaultUncaughtExceptionHandler((thread, error) -> failed(error));
    }

    /** Values that are refused, one a line. */
    static int badValue(String problems) {
        problems.lines().forEach(line -> System.err.println("bft-server: " + line));
        return ExitCode.BAD_VALUE.code();
    }

    /** What the server needs and cannot have. */
    static int noServer(String why) {
        System.err.println("bft-server: " + why);
        return ExitCode.NO_SERVER.code();
    }

    @Override
    public int handleParseException(ParameterException error, String[] arguments) {
        badValue(error.getMessage());
        return badValue("--help names all options");
    }

    @Override
    public int handleExecutionException(Exception error, CommandLine command, ParseResult parsed) {
        return failed(error);
    }

    /** An error that nobody foresaw. */
    private int failed(Throwable error) {
        String what = error instanceof OutOfMemoryError ? outOfMemory(error) : words(error);
        if (withStacks) {
            error.printStackTrace();
        }
        return noServer(what);
    }

    private static String words(Throwable error) {
        return "internal error: " + error + "; --debug shows where";
    }

    private static String outOfMemory(Throwable error) {
        long megabytes = Runtime.getRuntime().maxMemory() >> 20;
        return "out of memory ("
                + error.getMessage()
                + "), the JVM has -Xmx"
                + megabytes
                + "m: start java with more";
    }

    /** A path, unless the locale has no letters for it. */
    static Path path(String text) {
        try {
            if (text.indexOf('\ufffd') >= 0) {
                throw new InvalidPathException(text, "unmappable characters");
            }
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new TypeConversionException(
                    ("'" + text + "' is no path here: " + e.getReason())
                            + "; for other letters than ASCII set LC_ALL=C.UTF-8");
        }
    }

    /** A whole number. */
    static int integer(String text) {
        return (int) between(text, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    /** A whole number, large ones too. */
    static long longInteger(String text) {
        return between(text, Long.MIN_VALUE, Long.MAX_VALUE);
    }

    private static long between(String text, long least, long most) {
        try {
            long number = Long.parseLong(text.strip());
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // As one that is out of range.
        }
        throw new TypeConversionException(
                "'" + text + "' is no whole number from " + least + " to " + most);
    }
}
