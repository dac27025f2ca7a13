package bft.server.metrics;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Gauge;

/** What a job can promise, as samples. */
public final class GuaranteeMetrics implements JobListener {
    private final Gauge tolerated;
    private final Gauge members;
    private final Gauge byzantine;
    private final Gauge ratio;
    private final Gauge bound;

    public GuaranteeMetrics(CollectorRegistry registry) {
        tolerated =
                Gauge.build(
                                "bft_tolerated",
                                "How many faulty ones the job tolerates now among those that take"
                                        + " part.")
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
    }

    @Override
    public void tolerance(Tolerance now) {
        tolerated.set(now.tolerated());
        members.set(now.n());
        byzantine.set(now.f());
    }

    @Override
    public void roundClosed(RoundRecord round) {
        ratio.set(round.guarantee().variance().ratio());
        bound.set(round.guarantee().variance().bound());
    }
}
