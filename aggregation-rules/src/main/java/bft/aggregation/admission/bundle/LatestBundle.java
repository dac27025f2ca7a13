package bft.aggregation.admission.bundle;

import bft.aggregation.AggregationRule;
import bft.aggregation.admission.Accepted;
import bft.aggregation.admission.Contribution;
import bft.aggregation.admission.Recollection;
import bft.aggregation.admission.Verdict;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Each accepted vector makes a step: a weighted rule over the latest vector of every worker heard
 * of, weighted by how many it has sent.
 *
 * <p>Requires the Byzantine workers to send less than half of all vectors (a flood is a majority).
 * Cost O(d) and the rule's for each vector; n d floats.
 *
 * <p>Dahan, Levy: Weight for Robustness: A Comprehensive Approach towards Optimal Fault-Tolerant
 * Asynchronous ML, NeurIPS 2024. The momentum that the method needs is the workers' business, who
 * send corrected momenta for gradients; so is the averaging of the points at which they compute.
 */
public final class LatestBundle implements Gathering {
    private final Function<List<Double>, AggregationRule> rule;
    private final Slots latest;
    private final long[] sent;

    /**
     * @param n workers
     * @param rule the rule for rows of these weights
     */
    public LatestBundle(int n, Function<List<Double>, AggregationRule> rule) {
        this.rule = rule;
        latest = new Slots("latest", n);
        sent = new long[n];
    }

    @Override
    public Optional<Bundle> gather(Contribution contribution, Verdict verdict) {
        if (!(verdict instanceof Accepted accepted)) {
            return Optional.empty();
        }
        latest.put(contribution.worker(), contribution.gradient(), accepted.weight());
        sent[contribution.worker()]++;
        List<Integer> senders = latest.filled();
        List<Double> weights = senders.stream().map(worker -> (double) sent[worker]).toList();
        float[][] rows = senders.stream().map(latest::get).toArray(float[][]::new);
        return Optional.of(new Bundle(rows, senders, rule.apply(weights), 1));
    }

    /** The latest vectors do not depend on versions. */
    @Override
    public void updated(long version) {}

    @Override
    public int workersNeeded() {
        return 1;
    }

    /** Twice: a row in a step that is under way is replaced, not overwritten. */
    @Override
    public long floatsHeld(int dimension) {
        return 2L * sent.length * dimension;
    }

    /** Counts: how many each worker has sent. */
    @Override
    public Recollection recollection() {
        return new Recollection(
                "latest-bundle",
                sent.clone(),
                new double[0],
                new float[0][],
                List.of(latest.recollection()));
    }

    @Override
    public void recall(Recollection recollection, int dimension) {
        recollection.expecting("latest-bundle", sent.length, 0, 0, 1);
        Recollection saved = recollection.parts().get(0);
        for (int worker = 0; worker < sent.length; worker++) {
            long count = recollection.counts()[worker];
            boolean holds = worker < saved.counts().length && saved.counts()[worker] > 0;
            if (count < 0 || holds != count > 0) {
                throw new IllegalArgumentException(
                        "latest-bundle: worker " + worker + " sent " + count);
            }
        }
        latest.recall(saved, dimension);
        System.arraycopy(recollection.counts(), 0, sent, 0, sent.length);
    }

    @Override
    public String toString() {
        return "latest-bundle" + Arrays.toString(sent);
    }
}
