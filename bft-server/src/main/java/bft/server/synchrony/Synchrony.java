package bft.server.synchrony;

import bft.spec.BadArgument;

/**
 * When gradients make a step, which of them are fresh enough for it, and how far a worker may run
 * ahead, as seven numbers. A kind of synchrony is a choice of numbers, not a class; {@link Modes}
 * lists them by name.
 *
 * <table>
 * <caption>The kinds</caption>
 * <tr><th></th><th>quorum</th><th>full</th><th>staleness</th><th>clock gap</th></tr>
 * <tr><td>bulk-synchronous</td><td>n-f to n</td><td>n</td><td>0</td><td>none</td></tr>
 * <tr><td>m sampled workers</td><td>m-f to m</td><td>m</td><td>0</td><td>none</td></tr>
 * <tr><td>b backup workers</td><td>n-b</td><td>n-b</td><td>0</td><td>none</td></tr>
 * <tr><td>bundles of m</td><td>m</td><td>m</td><td>some</td><td>none</td></tr>
 * <tr><td>asynchronous</td><td>1</td><td>1</td><td>some</td><td>none</td></tr>
 * <tr><td>stale-synchronous</td><td>1</td><td>1</td><td>some</td><td>s</td></tr>
 * </table>
 *
 * <p>In the first four a {@link Round} collects one gradient a worker; in the last two each
 * gradient passes a filter individually as it arrives.
 *
 * <p>L. Valiant, A Bridging Model for Parallel Computation, Communications of the ACM, 1990 (here
 * with a quorum: up to n - quorum silent workers stop nothing); J. Chen, X. Pan, R. Monga, S.
 * Bengio, R. Jozefowicz, Revisiting Distributed Synchronous SGD, 2016 (backup workers); Q. Ho et
 * al., More Effective Distributed ML via a Stale Synchronous Parallel Parameter Server, NIPS 2013
 * (here over the (f+1)-th slowest: {@link ProgressClocks}).
 *
 * @param quorum least number of gradients of a step
 * @param full number of gradients at which a step is made at once
 * @param graceNanos grace period in nanoseconds: how long a round with a quorum still waits for the
 *     rest, and how long a stream with gradients of n-f workers waits for the others
 * @param maxStaleness how many versions a gradient's base may be behind the current version
 * @param maxClockGap staleness bound of SSP: pushes that a worker may be ahead, {@link #UNBOUNDED}
 *     for any number
 * @param sample how many workers are drawn for each round, {@link #ALL} for all of them
 * @param least the quorum never gets lower than this, however few the members of a job are
 */
public record Synchrony(
        int quorum,
        int full,
        long graceNanos,
        long maxStaleness,
        long maxClockGap,
        int sample,
        int least) {
    /** The sample of a round that takes all workers. */
    public static final int ALL = 0;

    /** A clock gap that no worker reaches. */
    public static final long UNBOUNDED = Long.MAX_VALUE;

    public Synchrony {
        BadArgument.when(quorum < 1 || quorum > full)
                .because(
                        "synchrony needs 1 <= quorum <= full, got quorum=%s, full=%s",
                        quorum, full);
        BadArgument.when(graceNanos < 0 || maxStaleness < 0 || maxClockGap < 0)
                .because(
                        "synchrony needs grace >= 0, max staleness >= 0 and max clock gap >= "
                                + "0, got grace=%s ns, max staleness=%s, max clock gap=%s",
                        graceNanos, maxStaleness, maxClockGap);
    }

    /** All workers take part. */
    public Synchrony(int quorum, int full, long graceNanos, long maxStaleness, long maxClockGap) {
        this(quorum, full, graceNanos, maxStaleness, maxClockGap, ALL, 1);
    }

    /**
     * Every gradient of m workers drawn for the version; closes with all m, or with a quorum after
     * the grace period.
     */
    public static Synchrony sampled(int m, int quorum, long graceNanos) {
        return new Synchrony(quorum, m, graceNanos, 0, UNBOUNDED, m, 1);
    }

    /** The same, but no round closes with fewer gradients than these. */
    public Synchrony strict(int gradients) {
        return new Synchrony(
                Math.max(quorum, gradients),
                full,
                graceNanos,
                maxStaleness,
                maxClockGap,
                sample,
                gradients);
    }

    /** How many of n workers take part in a round. */
    public int participants(int n) {
        return sample == ALL ? n : sample;
    }

    /**
     * Every gradient at the current version; closes with all n, or with a quorum after the grace
     * period.
     */
    public static Synchrony bulkSynchronous(int n, int quorum, long graceNanos) {
        return new Synchrony(quorum, n, graceNanos, 0, UNBOUNDED);
    }

    /** The first n-b gradients at the current version; the round does not wait for the other b. */
    public static Synchrony backupWorkers(int n, int backups) {
        return new Synchrony(n - backups, n - backups, 0, 0, UNBOUNDED);
    }

    /** The first m gradients of m workers, each up to {@code maxStaleness} versions old. */
    public static Synchrony bundled(int size, long maxStaleness) {
        return new Synchrony(size, size, 0, maxStaleness, UNBOUNDED);
    }

    /** Each gradient individually, up to {@code maxStaleness} versions old. */
    public static Synchrony asynchronous(long graceNanos, long maxStaleness) {
        return new Synchrony(1, 1, graceNanos, maxStaleness, UNBOUNDED);
    }

    /** Each gradient individually, of workers that are at most {@code maxClockGap} pushes ahead. */
    public static Synchrony staleSynchronous(long graceNanos, long maxStaleness, long maxClockGap) {
        return new Synchrony(1, 1, graceNanos, maxStaleness, maxClockGap);
    }

    /** The same for rounds of fewer workers, of whom as many may be missing. */
    public Synchrony fewer(int workers) {
        return new Synchrony(
                Math.max(quorum - workers, least),
                full - workers,
                graceNanos,
                maxStaleness,
                maxClockGap,
                sample,
                least);
    }

    /** Whether gradients are filtered one by one as they arrive, instead of collected in rounds. */
    public boolean isAsynchronous() {
        return full == 1 && maxStaleness > 0;
    }

    /** Whether a gradient may wait for the current step and count after it. */
    public boolean takesStale() {
        return maxStaleness > 0;
    }

    /** Whether the clock gap is bounded. */
    public boolean boundsClockGap() {
        return maxClockGap != UNBOUNDED;
    }

    /** Whether a gradient on this base version may take part; future versions never may. */
    public boolean isFresh(long baseVersion, long currentVersion) {
        return baseVersion <= currentVersion && currentVersion - baseVersion <= maxStaleness;
    }

    /**
     * Whether the round should close now.
     *
     * @param round with the gradients so far
     * @param someoneAwaited whether the round waits for a worker that may still submit
     * @param now nanoseconds, on the clock of the round
     */
    public boolean shouldClose(Round round, boolean someoneAwaited, long now) {
        if (round.count() >= full) {
            return true;
        }
        return round.count() >= quorum && (!someoneAwaited || now - closesAt(round) >= 0);
    }

    /**
     * The time at which the round closes with the gradients that it has; only valid once it has its
     * quorum.
     */
    public long closesAt(Round round) {
        long grace = round.quorumNanos() + graceNanos;
        return grace - round.deadlineNanos() < 0 ? grace : round.deadlineNanos();
    }
}
