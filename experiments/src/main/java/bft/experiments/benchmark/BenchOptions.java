package bft.experiments.benchmark;

import bft.experiments.vectors.JsonVectors;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The options that all benchmarks share, with their checks and output. */
final class BenchOptions {
    /** The rest is for results and scratch memory, and for the areas of the collector. */
    private static final double SHARE_OF_HEAP = 0.6;

    private static final int MOST_REPEATS = 100_000;

    @Spec(Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--repeats",
            defaultValue = "9",
            paramLabel = "REPEATS",
            description = "How often each is timed (default: ${DEFAULT-VALUE}).")
    private int repeats;

    @Option(
            names = "--seed",
            defaultValue = "0",
            paramLabel = "SEED",
            description = "Decides the values (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--json", description = "A JSON object a line instead of a table.")
    private boolean json;

    int repeats() {
        requireRange("--repeats", List.of(repeats), 1, MOST_REPEATS);
        return repeats;
    }

    long seed() {
        return seed;
    }

    boolean json() {
        return json;
    }

    PrintWriter out() {
        return command.commandLine().getOut();
    }

    /** A line for programs. */
    void print(Map<String, Object> line) throws JsonProcessingException {
        out().println(JsonVectors.MAPPER.writeValueAsString(line));
    }

    static void requireRange(String option, List<Integer> values, int least, int most) {
        for (int value : values) {
            if (value < least || value > most) {
                String range =
                        most == Integer.MAX_VALUE ? "at least " + least : least + " to " + most;
                throw new IllegalArgumentException(option + " must be " + range + ", got " + value);
            }
        }
    }

    /**
     * Checks that the heap has room.
     *
     * @param what needs the memory, in the plural
     * @param advice how to need less
     */
    static void requireMemory(String what, double bytes, String advice) {
        double heap = Runtime.getRuntime().maxMemory();
        double room = SHARE_OF_HEAP * heap;
        if (bytes > room) {
            throw new IllegalArgumentException(
                    String.format(
                            Locale.ROOT,
                            "%s need %.1f GB and the heap of %.1f GB has room for %.1f GB: %s, or"
                                    + " start java with a larger -Xmx",
                            what,
                            bytes / 1e9,
                            heap / 1e9,
                            room / 1e9,
                            advice));
        }
    }
}
