package bft.experiments.benchmark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** The repeats of one rule, of which the medians count. */
final class ServerRuns {
    private final String rule;
    private final Optional<ServerRuns> mean;
    private final List<ServerOutcome> outcomes = new ArrayList<>();
    private final List<Double> copies = new ArrayList<>();

    /**
     * @param mean the runs of the mean; empty for the mean itself
     */
    ServerRuns(String rule, Optional<ServerRuns> mean) {
        this.rule = rule;
        this.mean = mean;
    }

    /**
     * Adds a run.
     *
     * @param copy gigabytes per second of the plain copy before it
     */
    void add(ServerOutcome outcome, double copy) {
        outcomes.add(outcome);
        copies.add(copy);
    }

    String rule() {
        return rule;
    }

    double median(ToDoubleFunction<ServerOutcome> of) {
        return median(outcomes.stream().mapToDouble(of).toArray());
    }

    /** Gigabytes per second of the plain copy. */
    double copy() {
        return median(copies.stream().mapToDouble(copy -> copy).toArray());
    }

    double copyRatio() {
        return median(ServerOutcome::gigabytesPerSecond) / copy();
    }

    /** The time of a round, relative to the mean's. */
    double meanRatio() {
        double rate = median(ServerOutcome::roundsPerSecond);
        return mean.map(runs -> runs.median(ServerOutcome::roundsPerSecond) / rate).orElse(1.0);
    }

    /** A line about the parts of a round. */
    String parts() {
        return "%s: stages %s ms; cpu %s ms"
                .formatted(rule, parts(ServerOutcome::stages), parts(ServerOutcome::cpuMillis));
    }

    private String parts(Function<ServerOutcome, Map<String, Double>> of) {
        return medians(of).entrySet().stream()
                .map(part -> part.getKey() + " " + OutcomeTable.number(part.getValue()))
                .collect(Collectors.joining(", "));
    }

    private Map<String, Double> medians(Function<ServerOutcome, Map<String, Double>> of) {
        Map<String, Double> medians = new LinkedHashMap<>();
        for (String part : of.apply(outcomes.get(0)).keySet()) {
            medians.put(part, median(o -> of.apply(o).getOrDefault(part, 0.0)));
        }
        return medians;
    }

    /** As a line of JSON. */
    Map<String, Object> json() {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("bench", "server");
        line.put("rule", rule);
        outcomes.get(0).load().describe(line);
        line.put("repeats", outcomes.size());
        put(line, "rounds_per_second", median(ServerOutcome::roundsPerSecond));
        put(line, "payload_gb_per_second", median(ServerOutcome::gigabytesPerSecond));
        put(line, "copy_gb_per_second", copy());
        put(line, "mean_ratio", meanRatio());
        put(line, "collect_ms", median(ServerOutcome::collectMillis));
        put(line, "tail_ms", median(ServerOutcome::tailMillis));
        medians(ServerOutcome::stages).forEach((stage, ms) -> put(line, stage + "_ms", ms));
        medians(ServerOutcome::cpuMillis)
                .forEach((kind, ms) -> put(line, "cpu_" + kind + "_ms", ms));
        put(line, "cpu_clients_ms", median(ServerOutcome::clientMillis));
        put(line, "allocated_bytes", median(ServerOutcome::allocated));
        put(line, "peak_rss_bytes", median(ServerOutcome::peakBytes));
        put(line, "held_bytes", 1e6 * median(ServerOutcome::heldMegabytes));
        line.put("jdk", Runtime.version().toString());
        return line;
    }

    private static void put(Map<String, Object> line, String name, double value) {
        line.put(name, OptimiserOutcome.rounded(value));
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
