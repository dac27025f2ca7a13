package bft.aggregation.admission.bundle;

import bft.aggregation.AggregationRule;
import bft.aggregation.admission.Accepted;
import bft.aggregation.admission.Contribution;
import bft.aggregation.admission.Recallable;
import bft.aggregation.admission.Recollection;
import bft.aggregation.admission.Refusal;
import bft.aggregation.admission.Refused;
import bft.aggregation.admission.Verdict;
import bft.aggregation.admission.filter.StalenessDampening;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * One vote a worker: a step is a robust rule over the votes of M workers, and it comes for certain.
 *
 * <pre>
 * accepted g of p:  vote_p  = mean of p's accepted Lambda g since the last step
 * refused g of p:   spare_p = Lambda g
 * p is spent once it has sent on the newest version, or twice since the last step
 * if M workers have votes:                 x = x - gamma rule(votes)
 * else if n-f workers are spent:           x = x - gamma rule(votes and, for workers
 *                                              without one, spares)
 * </pre>
 *
 * <p>Requires n >= 3f + 1, 2f + 1 &lt;= M &lt;= n - f, and a rule that can do with M rows. Cost
 * O(d) a gradient and the rule's a step; 2 n d floats.
 *
 * <p>This is ours, not a paper's. It stands behind a filter such as {@link
 * bft.aggregation.admission.filter.Kardam} and answers what the filter leaves open:
 *
 * <ul>
 *   <li><b>The start.</b> A Lipschitz filter knows nothing before n-f workers have sent twice. The
 *       first bundles hold at most f Byzantine of 2f+1 or more votes, and the rule deals with them.
 *   <li><b>Constant vectors</b> have coefficient 0 and pass every Lipschitz filter, for ever; among
 *       the votes they are a minority for ever. It is why the rule stays on after the start.
 *   <li><b>Frequency.</b> Whoever sends most has one vote still, so any f workers hold at most f of
 *       2f+1 rows: what the frequency filter is for, without refusing anyone.
 *   <li><b>Deadlock.</b> Once n-f workers are spent there may be nobody left to wait for, and their
 *       gradients are at hand: judged each by itself some were too steep, but n-f rows of which f
 *       are Byzantine are what the rule is made for. So with n-f honest workers alive there is
 *       always a next step, whatever the filter refuses.
 * </ul>
 *
 * <p>A refused gradient may thus come to count, as a spare; a non-finite one never does.
 *
 * <p>Unlike Kardam's bundle a step is not a sum: it is as long as a synchronous one, and so is the
 * learning rate that fits. A sum of M fresh votes is M times as long, and on standardised MNIST at
 * the usual rate of 0.1 that is too far.
 */
public final class VoteBundle implements Gathering {
    private final int n;
    private final int size;
    private final AggregationRule rule;
    private final StalenessDampening dampening;
    private final Slots votes;
    private final Slots spares;
    private final long[] sent;
    private final boolean[] spent;
    private long newest;

    /**
     * @param n workers
     * @param size M, number of votes that make a step
     * @param rule over M to n rows, made for f of them
     * @param dampening what a spare counts; a vote's weight comes with its verdict
     * @throws IllegalArgumentException unless n >= 3f+1, 2f+1 &lt;= M &lt;= n-f and the rule can do
     *     with M rows
     */
    public VoteBundle(int n, int size, AggregationRule rule, StalenessDampening dampening) {
        int f = rule.f();
        if (n < 3 * f + 1 || size < 2 * f + 1 || size > n - f) {
            throw new IllegalArgumentException(
                    "votes need n >= 3f+1 and 2f+1 <= M <= n-f, got n="
                            + n
                            + ", f="
                            + f
                            + ", M="
                            + size);
        }
        rule.requireAdmissible(size);
        this.n = n;
        this.size = size;
        this.rule = rule;
        this.dampening = dampening;
        votes = new Slots("votes", n);
        spares = new Slots("spares", n);
        sent = new long[n];
        spent = new boolean[n];
    }

    @Override
    public Optional<Bundle> gather(Contribution contribution, Verdict verdict) {
        int worker = contribution.worker();
        float[] gradient = contribution.gradient();
        if (verdict instanceof Refused refused) {
            if (refused.reason() == Refusal.NON_FINITE) {
                return Optional.empty();
            }
            long staleness = newest - contribution.baseVersion();
            spares.put(worker, gradient, dampening.at(staleness));
        } else if (verdict instanceof Accepted accepted) {
            votes.add(worker, gradient, accepted.weight());
        }
        sent[worker]++;
        spent[worker] |= contribution.baseVersion() == newest || sent[worker] > 1;
        return isDue() ? Optional.of(bundle()) : Optional.empty();
    }

    /** Workers that have a vote since the last step. */
    public int votes() {
        return votes.filled().size();
    }

    private boolean isDue() {
        return votes() >= size
                || IntStream.range(0, n).filter(worker -> spent[worker]).count() >= n - rule.f();
    }

    private Bundle bundle() {
        boolean full = votes() >= size;
        List<Integer> senders =
                IntStream.range(0, n)
                        .filter(w -> votes.isFilled(w) || !full && spares.isFilled(w))
                        .boxed()
                        .toList();
        float[][] rows =
                senders.stream()
                        .map(w -> (votes.isFilled(w) ? votes : spares).get(w))
                        .toArray(float[][]::new);
        clear();
        return new Bundle(rows, senders, rule, 1);
    }

    private void clear() {
        votes.clear();
        spares.clear();
        Arrays.fill(sent, 0);
        Arrays.fill(spent, false);
    }

    @Override
    public void updated(long version) {
        newest = version;
    }

    @Override
    public int workersNeeded() {
        return n - rule.f();
    }

    @Override
    public long floatsHeld(int dimension) {
        return 2L * n * dimension;
    }

    /** Counts: newest version, then for each worker how much it sent, then 1 if it is spent. */
    @Override
    public Recollection recollection() {
        var counts = new long[2 * n + 1];
        counts[0] = newest;
        System.arraycopy(sent, 0, counts, 1, n);
        for (int worker = 0; worker < n; worker++) {
            counts[1 + n + worker] = spent[worker] ? 1 : 0;
        }
        return new Recollection(
                "vote-bundle",
                counts,
                new double[0],
                new float[0][],
                List.of(votes.recollection(), spares.recollection()));
    }

    @Override
    public void recall(Recollection recollection, int dimension) {
        recollection.expecting("vote-bundle", 2 * n + 1, 0, 0, 2);
        long[] counts = recollection.counts();
        for (int worker = 0; worker < n; worker++) {
            requireSound(recollection, worker);
        }
        Recallable.recallAll(List.of(votes, spares), recollection.parts(), dimension);
        newest = counts[0];
        for (int worker = 0; worker < n; worker++) {
            sent[worker] = counts[1 + worker];
            spent[worker] = counts[1 + n + worker] > 0;
        }
    }

    /** Who has sent has a vote or a spare, and nobody else has or is spent. */
    private void requireSound(Recollection recollection, int worker) {
        long count = recollection.counts()[1 + worker];
        long isSpent = recollection.counts()[1 + n + worker];
        boolean holds = false;
        for (Recollection slots : recollection.parts()) {
            holds |= worker < slots.counts().length && slots.counts()[worker] > 0;
        }
        if (recollection.counts()[0] < 0
                || count < 0
                || holds != count > 0
                || isSpent < 0
                || isSpent > Math.min(1, count)) {
            throw new IllegalArgumentException(
                    "vote-bundle: worker "
                            + worker
                            + " sent "
                            + count
                            + ", spent "
                            + isSpent
                            + (holds ? ", holds a row" : ", holds nothing"));
        }
    }

    @Override
    public String toString() {
        return votes + " " + spares + " of " + size + " rule " + rule;
    }
}
