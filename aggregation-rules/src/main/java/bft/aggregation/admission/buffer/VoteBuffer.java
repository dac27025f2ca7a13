package bft.aggregation.admission.buffer;

import bft.aggregation.AggregationRule;
import bft.aggregation.admission.Admission;
import bft.aggregation.admission.Admitted;
import bft.aggregation.admission.Contribution;
import bft.aggregation.admission.Members;
import bft.aggregation.admission.Rejected;
import bft.aggregation.admission.filter.StalenessDampening;
import bft.aggregation.state.Snapshot;
import bft.spec.BadArgument;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * One vote per worker: a step is a robust rule over the votes of M workers, where a vote is the
 * gradient a worker contributes to the next step. There is always a next step.
 *
 * <pre>
 * accepted g of p:  vote_p  = mean of p's accepted Lambda g since the last step
 * rejected g of p:  fallback_p = Lambda g
 * p is done once it has sent on the newest version, or twice since the last step
 * if M workers have votes:                 x = x - gamma rule(votes)
 * else if n-f workers are done:            x = x - gamma rule(votes and, for workers
 *                                              without one, fallbacks)
 * </pre>
 *
 * <p>Requires n >= 3f + 1, 2f + 1 &lt;= M &lt;= n - f, and a rule that accepts M rows. Cost O(d) a
 * gradient and the rule's a step; 2 n d floats.
 *
 * <p>This is our method, not a paper's. It follows a filter such as {@link
 * bft.aggregation.admission.filter.Kardam} and solves what the filter leaves open:
 *
 * <ul>
 *   <li><b>The start.</b> A Lipschitz filter has no threshold before n-f workers have sent twice.
 *       Of the 2f+1 or more votes of the first bundles at most f are Byzantine, and the rule
 *       tolerates these.
 *   <li><b>Constant vectors</b> have coefficient 0 and always pass a Lipschitz filter, but among
 *       the votes they are always a minority. This is why the rule is applied after the start too.
 *   <li><b>Frequency.</b> A worker that sends more often still has one vote, so any f workers hold
 *       at most f of 2f+1 rows. That is the purpose of the frequency filter, but nothing is
 *       rejected.
 *   <li><b>Deadlock.</b> Once n-f workers are done there may be no worker left to wait for. Their
 *       gradients are available: some exceeded the threshold individually, but the rule tolerates f
 *       Byzantine rows of n-f. So with n-f honest workers alive there is always a next step,
 *       whatever the filter rejects.
 * </ul>
 *
 * <p>A rejected gradient may thus count as the fallback for a worker without a vote.
 *
 * <p>Unlike in Kardam's bundle a step is not a sum: it is as long as a synchronous step and needs
 * the same learning rate. A sum of M fresh votes is M times as long, which is too long on
 * standardised MNIST at the usual rate of 0.1.
 */
public final class VoteBuffer implements AggregationBuffer {
    private final int n;
    private final int size;
    private final AggregationRule rule;
    private final StalenessDampening dampening;
    private final Slots votes;
    private final Slots fallbacks;
    private final boolean[] done;
    private int members;
    private long newest;

    /**
     * @param n workers
     * @param size M, number of votes that make a step
     * @param rule over M to n rows, configured for f
     * @param dampening the weight of a fallback; a vote's weight comes with its admission
     * @throws IllegalArgumentException unless n >= 3f+1, 2f+1 &lt;= M &lt;= n-f and the rule
     *     accepts M rows
     */
    public VoteBuffer(int n, int size, AggregationRule rule, StalenessDampening dampening) {
        int f = rule.f();
        BadArgument.when(n < 3 * f + 1 || size < 2 * f + 1 || size > n - f)
                .because(
                        "votes need n >= 3f+1 and 2f+1 <= M <= n-f, got n=%s, f=%s, M=%s",
                        n, f, size);
        rule.requireAdmissible(size);
        this.n = n;
        this.members = n;
        this.size = size;
        this.rule = rule;
        this.dampening = dampening;
        votes = new Slots("votes", n);
        fallbacks = new Slots("fallback-gradients", n);
        done = new boolean[n];
    }

    @Override
    public Optional<Bundle> add(Contribution contribution, Admission admission) {
        int worker = contribution.worker();
        float[] gradient = contribution.gradient();
        if (admission instanceof Rejected) {
            long staleness = newest - contribution.baseVersion();
            fallbacks.put(worker, gradient, dampening.at(staleness));
        } else if (admission instanceof Admitted admitted) {
            votes.add(worker, gradient, admitted.weight());
        }
        long sent = votes.count(worker) + fallbacks.count(worker);
        done[worker] |= contribution.baseVersion() == newest || sent > 1;
        return isDue() ? Optional.of(bundle()) : Optional.empty();
    }

    /** Number of workers with a vote since the last step. */
    public int votes() {
        return votes.filled().size();
    }

    private boolean isDue() {
        return votes() >= size
                || IntStream.range(0, n).filter(worker -> done[worker]).count()
                        >= members - rule.f();
    }

    private Bundle bundle() {
        boolean full = votes() >= size;
        List<Integer> senders =
                IntStream.range(0, n)
                        .filter(w -> votes.isFilled(w) || !full && fallbacks.isFilled(w))
                        .boxed()
                        .toList();
        float[][] rows =
                senders.stream()
                        .map(w -> (votes.isFilled(w) ? votes : fallbacks).share(w))
                        .toArray(float[][]::new);
        clear();
        return new Bundle(rows, senders, rule, 1);
    }

    private void clear() {
        votes.clear();
        fallbacks.clear();
        Arrays.fill(done, false);
    }

    @Override
    public void updated(long version) {
        newest = version;
    }

    @Override
    public void members(Members reported) {
        members = reported.count();
    }

    @Override
    public int workersNeeded() {
        return n - rule.f();
    }

    @Override
    public long floatsHeld(int dimension) {
        return 2L * n * dimension;
    }

    @Override
    public Snapshot snapshot() {
        return Snapshot.of("vote-buffer")
                .with("newest", newest)
                .with("done", IntStream.range(0, n).mapToLong(w -> done[w] ? 1 : 0).toArray())
                .with("votes", votes.snapshot())
                .with("fallback-gradients", fallbacks.snapshot())
                .build();
    }

    @Override
    public Runnable restoring(Snapshot snapshot, int dimension) {
        snapshot.expecting("vote-buffer").holding("newest", "done", "votes", "fallback-gradients");
        long version = snapshot.whole("newest", 0, Long.MAX_VALUE);
        long[] isDone = snapshot.wholes("done", n, 0, 1);
        Runnable accepted = votes.restoring(snapshot.part("votes"), dimension);
        Runnable refused = fallbacks.restoring(snapshot.part("fallback-gradients"), dimension);
        requireSound(
                isDone,
                votes.counts(snapshot.part("votes")),
                fallbacks.counts(snapshot.part("fallback-gradients")));
        return () -> {
            accepted.run();
            refused.run();
            newest = version;
            for (int worker = 0; worker < n; worker++) {
                done[worker] = isDone[worker] > 0;
            }
        };
    }

    /** A worker that has sent nothing is not done, and one that has sent twice is. */
    private static void requireSound(long[] done, long[] votes, long[] fallbacks) {
        for (int worker = 0; worker < done.length; worker++) {
            long sent = votes[worker] + fallbacks[worker];
            if (done[worker] == 0 ? sent != 0 && sent != 1 : sent == 0) {
                throw BadArgument.of(
                        "vote-buffer.done[%s] is %s, it sent %s accepted and %s refused",
                        worker, done[worker], votes[worker], fallbacks[worker]);
            }
        }
    }
}
