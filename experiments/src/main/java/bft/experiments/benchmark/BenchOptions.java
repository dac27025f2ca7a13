package bft.experiments.benchmark;

import bft.experiments.terminal.FormerNames;
import bft.experiments.vectors.JsonVectors;
import bft.spec.Text;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.PrintWriter;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.function.Supplier;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The options that all benchmarks share, with their checks and output. */
final class BenchOptions {
    /** The rest is for results and scratch memory, and for the areas of the collector. */
    private static final double SHARE_OF_HEAP = 0.6;

    private static final int MOST_REPEATS = 100_000;

    @Mixin private FormerNames former;

    @Spec(Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--dimension",
            split = ",",
            defaultValue = "1000000",
            description = "Coordinates, or a list of them: 1000,100000.")
    private List<Integer> dimensions;

    @Option(names = "--repeats", defaultValue = "9", description = "How often each is timed.")
    private int repeats;

    @Option(names = "--seed", defaultValue = "0", description = "Decides the values.")
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

    /**
     * Every number of coordinates.
     *
     * @param least that is allowed
     */
    List<Integer> dimensions(int least) {
        requireRange("--dimension", dimensions, least, Integer.MAX_VALUE);
        return dimensions;
    }

    /**
     * Checks that the heap has room for each number of coordinates.
     *
     * @param what needs the memory, in the plural
     * @param bytes that it needs for a number of coordinates
     */
    void requireMemoryFor(String what, IntToDoubleFunction bytes) {
        for (int d : dimensions) {
            requireMemory(
                    what + " of d=" + d, bytes.applyAsDouble(d), "lower --dimension, name fewer");
        }
    }

    PrintWriter out() {
        return command.commandLine().getOut();
    }

    /**
     * Prints outcomes: each as a line of JSON, or all as a table.
     *
     * @param table its lines
     */
    void print(List<BenchOutcome> outcomes, Supplier<List<String>> table) {
        List<String> lines =
                json ? outcomes.stream().map(BenchOptions::line).toList() : table.get();
        lines.forEach(out()::println);
    }

    private static String line(BenchOutcome outcome) {
        try {
            return JsonVectors.MAPPER.writeValueAsString(outcome.json());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("names and numbers can be written", e);
        }
    }

    /** The line above a table of costs that are compared with a copy. */
    static String copying(int d, BenchOutcome outcome, String machine) {
        double millis = outcome.number("copy_ms");
        return Text.of(
                "d=%s: copying d floats takes %s ms, %s GB/s; %s",
                d, OutcomeTable.number(millis), OutcomeTable.number(8e-6 * d / millis), machine);
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
                    Text.of(
                            "%s need %.1f GB and the heap of %.1f GB has room for %.1f GB: %s, or"
                                    + " start java with a larger -Xmx",
                            what, bytes / 1e9, heap / 1e9, room / 1e9, advice));
        }
    }
}
