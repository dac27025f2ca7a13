package bft.server;

import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * What an operator hears of errors: a line for each, and the stack only when he asks for it with
 * {@code --debug}.
 */
final class ErrorMessages implements IParameterExceptionHandler, IExecutionExceptionHandler {
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
}
