package bft.server.metrics;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import io.prometheus.client.Histogram;

/** What a job can promise, and how it waits for its workers, as samples. */
public final class GuaranteeMetrics implements JobListener {
    private final Gauge tolerated;
    private final Gauge promise;
    private final Gauge members;
    private final Gauge byzantine;
    private final Gauge ratio;
    private final Gauge bound;
    private final Histogram quorumSeconds;
    private final Counter deadlines;

    public GuaranteeMetrics(CollectorRegistry registry) {
        tolerated =
                Gauge.build(
                                "bft_tolerated",
                                "How many faulty ones the job tolerates now among those that take"
                                        + " part.")
                        .register(registry);
        promise =
                Gauge.build(
                                "bft_promise",
                                "1 for what the job tolerates now, in words with the reason.")
                        .labelNames("promise")
                        .register(registry);
        members = Gauge.build("bft_members", "n, the number of members.").register(registry);
        byzantine =
                Gauge.build("bft_byzantine", "f, how many faulty ones the job has to tolerate.")
                        .register(registry);
        ratio =
                Gauge.build(
                                "bft_variance_to_norm_ratio",
                                "Deviation of the trusted gradients of the last round to the norm"
                                        + " of their mean.")
                        .register(registry);
        bound =
                Gauge.build(
                                "bft_variance_to_norm_bound",
                                "Up to which ratio the rule's proof holds; NaN if none is"
                                        + " published.")
                        .register(registry);
        quorumSeconds =
                Histogram.build(
                                "bft_round_quorum_seconds",
                                "Time from the opening of a round until its quorum was there.")
                        .exponentialBuckets(0.001, 2, 18)
                        .register(registry);
        deadlines =
                Counter.build(
                                "bft_deadlines_missed_total",
                                "Deadlines that passed without a quorum, after which the job"
                                        + " waited on.")
                        .register(registry);
    }

    @Override
    public void tolerance(Tolerance now) {
        tolerated.set(now.tolerated());
        promise.clear();
        promise.labels(now.toString()).set(1);
        members.set(now.n());
        byzantine.set(now.f());
    }

    @Override
    public void quorum(long waitedNanos) {
        quorumSeconds.observe(waitedNanos / 1e9);
    }

    @Override
    public void waits(Tolerance tolerance) {
        deadlines.inc();
    }

    @Override
    public void roundClosed(RoundRecord round) {
        ratio.set(round.guarantee().variance().ratio());
        bound.set(round.guarantee().variance().bound());
    }
}
