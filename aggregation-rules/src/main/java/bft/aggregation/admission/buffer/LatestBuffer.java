package bft.aggregation.admission.buffer;

import bft.aggregation.AggregationRule;
import bft.aggregation.admission.Admission;
import bft.aggregation.admission.Admitted;
import bft.aggregation.admission.Contribution;
import bft.aggregation.state.Snapshot;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Each accepted vector makes a step: a weighted rule over the latest vector of every worker that
 * has sent one, weighted by the number it has sent.
 *
 * <p>Requires the Byzantine workers to send less than half of all vectors (a flood is a majority).
 * Cost O(d) and the rule's for each vector; n d floats.
 *
 * <p>Dahan, Levy: Weight for Robustness: A Comprehensive Approach towards Optimal Fault-Tolerant
 * Asynchronous ML, NeurIPS 2024. The workers compute the momentum that the method needs, and send
 * corrected momenta instead of gradients; they also average the points at which they compute.
 */
public final class LatestBuffer implements AggregationBuffer {
    private final Function<List<Double>, AggregationRule> rule;
    private final Slots latest;
    private final int n;

    /**
     * @param n workers
     * @param rule the rule for rows of these weights
     */
    public LatestBuffer(int n, Function<List<Double>, AggregationRule> rule) {
        this.rule = rule;
        this.n = n;
        latest = new Slots("latest-bundle", n);
    }

    @Override
    public Optional<Bundle> add(Contribution contribution, Admission admission) {
        if (!(admission instanceof Admitted admitted)) {
            return Optional.empty();
        }
        latest.put(contribution.worker(), contribution.gradient(), admitted.weight());
        List<Integer> senders = latest.filled();
        List<Double> weights =
                senders.stream().map(worker -> (double) latest.count(worker)).toList();
        return Optional.of(new Bundle(latest.share(senders), senders, rule.apply(weights), 1));
    }

    @Override
    public int workersNeeded() {
        return 1;
    }

    /** Twice: a row that a running step uses is replaced, not overwritten. */
    @Override
    public long floatsHeld(int dimension) {
        return 2L * n * dimension;
    }

    @Override
    public Snapshot snapshot() {
        return latest.snapshot();
    }

    @Override
    public Runnable restoring(Snapshot snapshot, int dimension) {
        return latest.restoring(snapshot, dimension);
    }
}
