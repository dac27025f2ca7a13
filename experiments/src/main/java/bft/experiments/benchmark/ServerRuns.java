package bft.experiments.benchmark;

import java.util.ArrayList;
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
        return Rotation.median(outcomes.stream().mapToDouble(of).toArray());
    }

    /** Gigabytes per second of the plain copy. */
    double copy() {
        return Rotation.median(copies.stream().mapToDouble(copy -> copy).toArray());
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

    BenchOutcome outcome() {
        var outcome = new BenchOutcome("server").with("rule", rule);
        outcomes.get(0).load().describe(outcome);
        outcome.with("repeats", outcomes.size())
                .with("rounds_per_second", median(ServerOutcome::roundsPerSecond))
                .with("payload_gb_per_second", median(ServerOutcome::gigabytesPerSecond))
                .with("copy_gb_per_second", copy())
                .with("mean_ratio", meanRatio())
                .with("collect_ms", median(ServerOutcome::collectMillis))
                .with("tail_ms", median(ServerOutcome::tailMillis));
        medians(ServerOutcome::stages).forEach((stage, ms) -> outcome.with(stage + "_ms", ms));
        medians(ServerOutcome::cpuMillis)
                .forEach((kind, ms) -> outcome.with("cpu_" + kind + "_ms", ms));
        return outcome.with("cpu_clients_ms", median(ServerOutcome::clientMillis))
                .with("allocated_bytes", median(ServerOutcome::allocated))
                .with("peak_rss_bytes", median(ServerOutcome::peakBytes))
                .with("needed_bytes", median(ServerOutcome::neededBytes));
    }
}
