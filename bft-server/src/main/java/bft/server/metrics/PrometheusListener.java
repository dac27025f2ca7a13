package bft.server.metrics;

import bft.worker.verdict.Refusal;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import io.prometheus.client.Histogram;
import io.prometheus.client.Summary;
import java.util.OptionalInt;

/**
 * Counts the events of one job in its own registry. Every series starts at 0 at the beginning, so
 * that a rate includes the first event; the number of series is bounded by n and the number of
 * reasons.
 */
public final class PrometheusListener implements JobListener {
    private static final double[] STALENESS = {0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512};

    private final Counter accepted;
    private final Counter repeated;
    private final Counter refused;
    private final Counter acceptedOf;
    private final Counter refusedOf;
    private final Histogram staleness;
    private final Summary weight;
    private final Gauge connected;
    private final Gauge version;
    private final Counter copied;
    private final Gauge present;
    private final Gauge tolerated;
    private final Gauge norm;
    private final Histogram collectSeconds;
    private final Histogram aggregateSeconds;

    /**
     * @param n workers
     */
    public PrometheusListener(CollectorRegistry registry, int n) {
        accepted =
                Counter.build("bft_gradients_accepted_total", "Gradients accepted.")
                        .register(registry);
        repeated =
                Counter.build("bft_pushes_repeated_total", "Repeated pushes, answered as before.")
                        .register(registry);
        refused =
                Counter.build("bft_refused_total", "Calls refused.")
                        .labelNames("reason")
                        .register(registry);
        acceptedOf =
                Counter.build("bft_worker_accepted_total", "Gradients accepted from a worker.")
                        .labelNames("worker")
                        .register(registry);
        refusedOf =
                Counter.build("bft_worker_refused_total", "Calls refused from a worker.")
                        .labelNames("worker")
                        .register(registry);
        staleness =
                Histogram.build(
                                "bft_gradient_staleness_versions",
                                "Versions that accepted gradients were behind.")
                        .buckets(STALENESS)
                        .register(registry);
        weight =
                Summary.build(
                                "bft_gradient_weight",
                                "Weight of accepted gradients before the rule.")
                        .register(registry);
        connected = Gauge.build("bft_workers_connected", "Connected workers.").register(registry);
        version = Gauge.build("bft_model_version", "The newest version.").register(registry);
        copied =
                Counter.build("bft_worker_copied_total", "Gradients that nearly repeat another.")
                        .labelNames("worker")
                        .register(registry);
        present =
                Gauge.build("bft_round_gradients", "Gradients in the last round.")
                        .register(registry);
        tolerated =
                Gauge.build(
                                "bft_round_tolerated",
                                "Most faulty rows that the rule tolerated in the last round.")
                        .register(registry);
        norm =
                Gauge.build("bft_aggregate_norm", "Euclidean norm of the last aggregate.")
                        .register(registry);
        collectSeconds =
                Histogram.build(
                                "bft_round_collect_seconds",
                                "Time from the opening of a round to its closing.")
                        .exponentialBuckets(0.001, 2, 18)
                        .register(registry);
        aggregateSeconds =
                Histogram.build(
                                "bft_round_aggregate_seconds",
                                "Time for the rule and the optimiser of a round.")
                        .exponentialBuckets(0.0001, 2, 18)
                        .register(registry);
        for (Refusal reason : Refusal.values()) {
            refused.labels(reason.name());
        }
        for (int worker = 0; worker < n; worker++) {
            acceptedOf.labels(Integer.toString(worker));
            copied.labels(Integer.toString(worker));
            refusedOf.labels(Integer.toString(worker));
        }
    }

    @Override
    public void accepted(int worker, long staleness, double weight) {
        accepted.inc();
        acceptedOf.labels(Integer.toString(worker)).inc();
        this.staleness.observe(staleness);
        this.weight.observe(weight);
    }

    @Override
    public void repeated(int worker) {
        repeated.inc();
    }

    @Override
    public void refused(OptionalInt worker, Refusal reason) {
        refused.labels(reason.name()).inc();
        worker.ifPresent(of -> refusedOf.labels(Integer.toString(of)).inc());
    }

    @Override
    public void connected(int workers) {
        connected.set(workers);
    }

    @Override
    public void roundClosed(RoundRecord round) {
        version.set(round.version());
        present.set(round.workers().size());
        tolerated.set(round.tolerated());
        norm.set(round.aggregateNorm());
        collectSeconds.observe(round.collectNanos() / 1e9);
        aggregateSeconds.observe(round.aggregateNanos() / 1e9);
        round.workers().stream()
                .filter(row -> row.copied().isPresent())
                .forEach(row -> copied.labels(Integer.toString(row.worker())).inc());
    }
}
