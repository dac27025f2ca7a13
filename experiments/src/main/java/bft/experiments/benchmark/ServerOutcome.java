package bft.experiments.benchmark;

import java.util.Map;
import java.util.TreeMap;

/**
 * What one run of a server showed between two moments.
 *
 * @param rule its specification
 * @param before at the end of the warm-up
 * @param after at the end
 * @param neededBytes what the server says that it needs at most
 */
record ServerOutcome(
        ServerLoad load,
        String rule,
        ServerBench.Mark before,
        ServerBench.Mark after,
        double neededBytes) {
    private static final String STAGE = "bft_step_seconds_sum{stage=\"";

    double roundsPerSecond() {
        return 1e9 * (after.version() - before.version()) / (after.nanos() - before.nanos());
    }

    /** Of gradients and models, as floats, in both directions. */
    double gigabytesPerSecond() {
        return load.payload() * roundsPerSecond() / 1e9;
    }

    /** Milliseconds of a round by stage of the step. */
    Map<String, Double> stages() {
        Map<String, Double> stages = new TreeMap<>();
        for (String sample : after.metrics().samples().keySet()) {
            if (sample.startsWith(STAGE)) {
                String stage =
                        sample.substring(STAGE.length(), sample.indexOf('"', STAGE.length()));
                stages.put(stage, 1e3 * perRound(sample));
            }
        }
        return stages;
    }

    /** Milliseconds from the opening of a round to the last gradient that it waits for. */
    double collectMillis() {
        return 1e3 * perRound("bft_round_collect_seconds_sum");
    }

    /** Milliseconds from the last gradient until workers can pull the new version. */
    double tailMillis() {
        return 1e3 * perRound("bft_round_tail_seconds_sum");
    }

    /** CPU milliseconds of the server in a round, by kind of thread. */
    Map<String, Double> cpuMillis() {
        Map<String, Double> cpu = new TreeMap<>();
        after.usage()
                .cpuSeconds()
                .forEach(
                        (kind, seconds) -> {
                            double start = before.usage().cpuSeconds().getOrDefault(kind, 0.0);
                            cpu.put(kind, 1e3 * (seconds - start) / rounds());
                        });
        return cpu;
    }

    /** CPU milliseconds of all threads of the server in a round. */
    double serverMillis() {
        return cpuMillis().values().stream().mapToDouble(ms -> ms).sum();
    }

    /** CPU milliseconds of all workers in a round. */
    double clientMillis() {
        return 1e3 * (after.clients() - before.clients()) / rounds();
    }

    /** Bytes that the server allocated in a round, as far as the collector has counted them. */
    double allocated() {
        return perRound("jvm_memory_pool_allocated_bytes_total");
    }

    double peakBytes() {
        return after.usage().peakBytes();
    }

    private double perRound(String sample) {
        return (after.metrics().sum(sample) - before.metrics().sum(sample)) / rounds();
    }

    /** Rounds between the two readings of the metrics. */
    private double rounds() {
        String version = "bft_model_version";
        return Math.max(1, after.metrics().sum(version) - before.metrics().sum(version));
    }
}
