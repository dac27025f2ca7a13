package bft.server.synchrony;

import bft.aggregation.Seeds;
import bft.spec.BadArgument;
import bft.spec.Text;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Which workers take part in each round: m of n, drawn without replacement, as federated learning
 * has it (McMahan et al., AISTATS 2017, algorithm 1). The draw is a function of seed and version,
 * so it needs no state, and a server that restarts draws the same workers.
 *
 * @param n workers
 * @param m of them for each round, from 1 to n
 * @param seed of the job
 */
public record Sampling(int n, int m, long seed) {
    /** Separates these random numbers from all others. */
    private static final long SAMPLE = 0x73616d706c65L;

    private static final double SURE = 0.99;

    /**
     * @throws IllegalArgumentException with the inequality that does not hold
     */
    public Sampling {
        BadArgument.when(m < 1 || m > n)
                .because("a sample needs 1 <= m <= n, got m=%s, n=%s", m, n);
    }

    /** Whether some workers are left out. */
    public boolean isPartial() {
        return m < n;
    }

    /** For each worker, whether it is drawn for the version if all are members. Costs O(n). */
    public boolean[] drawn(long version) {
        return drawn(version, worker -> true);
    }

    /** The same of the members only: all of them if there are not more than m. */
    public boolean[] drawn(long version, IntPredicate isMember) {
        Random random = Seeds.random(seed, version, SAMPLE);
        var drawn = new boolean[n];
        int left = (int) IntStream.range(0, n).filter(isMember).count();
        int wanted = Math.min(m, left);
        for (int worker = 0; worker < n; worker++) {
            // With w wanted of the r that are left, each is drawn with chance w / r.
            if (isMember.test(worker) && random.nextInt(left--) < wanted) {
                drawn[worker] = true;
                wanted--;
            }
        }
        return drawn;
    }

    /**
     * The probability that more than f of a round's workers are Byzantine: the tail of the
     * hypergeometric distribution.
     *
     * @param byzantine workers of all n
     */
    public double exceeds(int byzantine, int f) {
        double tail = 0;
        for (int k = Math.max(f + 1, m - (n - byzantine)); k <= Math.min(m, byzantine); k++) {
            tail +=
                    StrictMath.exp(
                            choose(byzantine, k) + choose(n - byzantine, m - k) - choose(n, m));
        }
        return Math.min(1, tail);
    }

    /** The same for at least one of some rounds. */
    public double everExceeds(int byzantine, int f, long rounds) {
        return -StrictMath.expm1(rounds * StrictMath.log1p(-exceeds(byzantine, f)));
    }

    /** The most Byzantine workers of all n with which no round is likely to have more than f. */
    public int mostByzantine(int f, long rounds) {
        int most = f;
        while (most < n && everExceeds(most + 1, f, rounds) <= 1 - SURE) {
            most++;
        }
        return most;
    }

    /** What f of a sample says of all workers. */
    public String bound(int f, long rounds) {
        int most = mostByzantine(f, rounds);
        return Text.of(
                "each round draws %d of %d workers, of whom f=%d may be Byzantine: with %d Byzantine"
                        + " workers of all, more are drawn with probability %.2g a round and %.2g in"
                        + " one of %d rounds",
                m, n, f, most, exceeds(most, f), everExceeds(most, f, rounds), rounds);
    }

    /** The logarithm of the binomial coefficient. */
    private static double choose(int of, int k) {
        double log = 0;
        for (int i = 1; i <= k; i++) {
            log += StrictMath.log((of - k + i) / (double) i);
        }
        return log;
    }
}
