package bft.server.checkpoint;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import io.prometheus.client.Histogram;

/** Metrics about checkpoints. */
public final class CheckpointMetrics {
    private static final double[] SECONDS = {
        0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100, 300
    };

    private final Gauge version;
    private final Gauge bytes;
    private final Histogram seconds;
    private final Counter failures;
    private volatile long savedNanos = System.nanoTime();

    public CheckpointMetrics(CollectorRegistry registry) {
        version =
                Gauge.build("bft_checkpoint_version", "Newest version that is saved.")
                        .register(registry);
        bytes =
                Gauge.build("bft_checkpoint_bytes", "Size of the newest checkpoint.")
                        .register(registry);
        seconds =
                Histogram.build("bft_checkpoint_seconds", "Time to write a checkpoint.")
                        .buckets(SECONDS)
                        .register(registry);
        failures =
                Counter.build(
                                "bft_checkpoint_failures_total",
                                "Checkpoints that could not be written, or took too long.")
                        .register(registry);
        Gauge age =
                Gauge.build(
                                "bft_checkpoint_age_seconds",
                                "Time since the newest checkpoint was written, or since the start.")
                        .register(registry);
        age.setChild(
                new Gauge.Child() {
                    @Override
                    public double get() {
                        return (System.nanoTime() - savedNanos) / 1e9;
                    }
                });
    }

    /** The job continues from this version; -1 if it begins. */
    void at(long saved) {
        version.set(saved);
    }

    void written(long saved, CheckpointWriter.Done done) {
        savedNanos = System.nanoTime();
        version.set(saved);
        bytes.set(done.bytes());
        seconds.observe(done.nanos() / 1e9);
    }

    void failed() {
        failures.inc();
    }
}
