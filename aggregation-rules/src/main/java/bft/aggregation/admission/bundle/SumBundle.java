package bft.aggregation.admission.bundle;

import bft.aggregation.AggregationRule;
import bft.aggregation.admission.Accepted;
import bft.aggregation.admission.Contribution;
import bft.aggregation.admission.Recollection;
import bft.aggregation.admission.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Every M accepted gradients make a step: {@code x_(t+1) = x_t - gamma sum_i Lambda_i g_i}.
 *
 * <p>M = 1 is plain asynchronous SGD behind whatever filter judged; with the mean as rule this is
 * Kardam's bundle (Damaskinos et al., ICML 2018), with a robust rule the bundled asynchrony in
 * which one worker may hold several of the M rows. A robust rule's f is then only a bound if a
 * filter keeps any f workers to f of M rows in a row. Cost O(d) a gradient, M d floats.
 */
public final class SumBundle implements Gathering {
    private final int size;
    private final AggregationRule rule;
    private final Slots rows;
    private final List<Integer> senders = new ArrayList<>();

    /**
     * @param size M, at least 1
     * @param rule over M rows
     * @throws IllegalArgumentException if the rule needs more rows, or M is below 1
     */
    public SumBundle(int size, AggregationRule rule) {
        if (size < 1) {
            throw new IllegalArgumentException("a bundle needs M >= 1, got M=" + size);
        }
        rule.requireAdmissible(size);
        this.size = size;
        this.rule = rule;
        this.rows = new Slots("sum-bundle", size);
    }

    @Override
    public Optional<Bundle> gather(Contribution contribution, Verdict verdict) {
        if (!(verdict instanceof Accepted accepted)) {
            return Optional.empty();
        }
        rows.add(senders.size(), contribution.gradient(), accepted.weight());
        senders.add(contribution.worker());
        if (senders.size() < size) {
            return Optional.empty();
        }
        float[][] full = rows.filled().stream().map(rows::get).toArray(float[][]::new);
        var bundle = new Bundle(full, senders, rule, size);
        rows.clear();
        senders.clear();
        return Optional.of(bundle);
    }

    /** A bundle does not depend on versions. */
    @Override
    public void updated(long version) {}

    @Override
    public int workersNeeded() {
        return size;
    }

    @Override
    public long floatsHeld(int dimension) {
        return (long) size * dimension;
    }

    /** Counts: the senders so far. */
    @Override
    public Recollection recollection() {
        long[] counts = senders.stream().mapToLong(Integer::longValue).toArray();
        return new Recollection(
                "sum-bundle", counts, new double[0], new float[0][], List.of(rows.recollection()));
    }

    @Override
    public void recall(Recollection recollection, int dimension) {
        int held = recollection.counts().length;
        recollection.expecting("sum-bundle", held, 0, 0, 1);
        Recollection saved = recollection.parts().get(0);
        long filled = Arrays.stream(saved.counts()).filter(c -> c > 0).count();
        if (held >= size || filled != held) {
            throw new IllegalArgumentException(
                    "sum-bundle: " + held + " senders of " + filled + " rows, M=" + size);
        }
        rows.recall(saved, dimension);
        senders.clear();
        for (long worker : recollection.counts()) {
            senders.add((int) worker);
        }
    }

    @Override
    public String toString() {
        return "sum-bundle" + senders + " of " + size;
    }
}
