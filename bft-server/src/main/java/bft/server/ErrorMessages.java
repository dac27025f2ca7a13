package bft.server;

import bft.worker.config.OneLine;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * How errors are reported to an operator: one line each, with the stack trace only if {@code
 * --debug} is given.
 */
final class ErrorMessages implements IParameterExceptionHandler, IExecutionExceptionHandler {
    /** Property that sets the log pattern in {@code logback-server.xml}. */
    private static final String STACKS = "bft.stacks";

    private boolean withStacks;

    /** Shows stack traces from now on, in the log too if logging has not started. */
    void showStacks(boolean shown) {
        withStacks = shown;
        if (shown) {
            System.setProperty(STACKS, "%ex");
        }
        Thread.setDefaultUncaughtExceptionHandler((thread, error) -> failed(error));
    }

    /** Prints text from a file that anyone may have written. */
    static void print(String text) {
        text.lines().map(OneLine::shown).forEach(System.out::println);
    }

    /** Reports invalid values, one per line. */
    static int badValue(String problems) {
        problems.lines()
                .map(OneLine::shown)
                .forEach(line -> System.err.println("bft-server: " + line));
        return ExitCode.BAD_VALUE.code();
    }

    /** Reports what keeps the server from running. */
    static int noServer(String why) {
        System.err.println("bft-server: " + OneLine.shown(why));
        return ExitCode.NO_SERVER.code();
    }

    @Override
    public int handleParseException(ParameterException error, String[] arguments) {
        badValue(error.getMessage());
        return badValue("--help lists all options");
    }

    @Override
    public int handleExecutionException(Exception error, CommandLine command, ParseResult parsed) {
        return failed(error);
    }

    /** An unexpected error. */
    private int failed(Throwable error) {
        String what = error instanceof OutOfMemoryError ? outOfMemory(error) : description(error);
        if (withStacks) {
            error.printStackTrace();
        }
        return noServer(what);
    }

    private static String description(Throwable error) {
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
