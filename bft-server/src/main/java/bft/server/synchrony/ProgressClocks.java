package bft.server.synchrony;

import bft.aggregation.state.Snapshot;
import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * The progress clock of each worker, for the staleness bound of SSP. A clock counts the pushes that
 * the worker has finished: those answered by their data, accepted or refused. A worker's gap is its
 * clock minus that of the (f+1)-th slowest worker, so that f silent workers block no other. A
 * worker that has finished a gradient on the newest version is not slow, whatever its clock: it
 * waits for a version, and no other worker waits for it. A worker that joins late starts with the
 * clock of the (f+1)-th slowest.
 *
 * <p>So while n-f workers go on, no worker waits for ever: one of them is among the f+1 slowest,
 * and it may go on, or it has finished with the newest version and is not slow.
 *
 * <p>A worker that was allowed to start may push what it started, even if its gap has become too
 * large since: the newest version changes, and with it the set of slow workers.
 */
public final class ProgressClocks {
    private static final long NOT_SLOW = Long.MAX_VALUE;
    private static final String KIND = "progress-clocks";

    private final int f;
    private final long maxClockGap;
    private final long[] finished;
    private final long[] bases;
    private final boolean[] granted;
    private final boolean[] excluded;
    private long newest;
    private long slowest;

    /**
     * @param n workers
     * @param f of them that may be Byzantine
     * @param maxClockGap staleness bound: pushes that a worker may be ahead
     */
    public ProgressClocks(int n, int f, long maxClockGap) {
        this.f = f;
        this.maxClockGap = maxClockGap;
        finished = new long[n];
        bases = new long[n];
        granted = new boolean[n];
        excluded = new boolean[n];
        Arrays.fill(bases, -1);
        Arrays.fill(granted, true);
        slowest = NOT_SLOW;
    }

    /** A worker has connected, for the first time or again. */
    public void joined(int worker) {
        long[] sorted = finished.clone();
        Arrays.sort(sorted);
        finished[worker] = Math.max(finished[worker], sorted[f]);
        grant();
    }

    /** Which workers' gradients count: nobody waits for the others. */
    public void count(IntPredicate counts) {
        for (int worker = 0; worker < excluded.length; worker++) {
            excluded[worker] = !counts.test(worker);
        }
        grant();
    }

    /** A push has been answered by its data. */
    public void finished(int worker, long baseVersion) {
        finished[worker]++;
        bases[worker] = Math.max(bases[worker], baseVersion);
        granted[worker] = false;
        grant();
    }

    /** There is a new version. */
    public void updated(long version) {
        newest = version;
        grant();
    }

    /** How far a worker is ahead: negative if it is among the slowest, 0 if no worker is slow. */
    public long gap(int worker) {
        return slowest == NOT_SLOW ? 0 : finished[worker] - slowest;
    }

    /** Whether a worker may get the newest version. */
    public boolean mayStart(int worker) {
        return maxClockGap == Synchrony.UNBOUNDED || gap(worker) <= maxClockGap;
    }

    /** Whether a worker may push: whether it may start, or was allowed to when it started. */
    public boolean mayPush(int worker) {
        return granted[worker];
    }

    /** Whether a worker has finished with the newest version. */
    public boolean isDone(int worker) {
        return bases[worker] == newest;
    }

    /** Runs once per change; O(n log n) if the gap is bounded, otherwise O(n). */
    private void grant() {
        slowest = maxClockGap == Synchrony.UNBOUNDED ? NOT_SLOW : slowestButF();
        for (int worker = 0; worker < granted.length; worker++) {
            granted[worker] |= mayStart(worker);
        }
    }

    private long slowestButF() {
        long[] sorted = new long[finished.length];
        for (int worker = 0; worker < sorted.length; worker++) {
            boolean isWaiting = isDone(worker) || excluded[worker];
            sorted[worker] = isWaiting ? NOT_SLOW : finished[worker];
        }
        Arrays.sort(sorted);
        return sorted[f];
    }

    /** This as a snapshot. */
    public Snapshot snapshot() {
        return Snapshot.of(KIND)
                .with("finished", finished)
                .with("bases", bases)
                .with("granted", Flags.toLongs(granted))
                .with("newest", newest)
                .build();
    }

    /**
     * Replaces the clocks by those in a snapshot.
     *
     * @throws IllegalArgumentException naming the field that does not fit
     */
    public void restore(Snapshot snapshot) {
        snapshot.expecting(KIND).holding("finished", "bases", "granted", "newest");
        int n = finished.length;
        System.arraycopy(snapshot.wholes("finished", n), 0, finished, 0, n);
        System.arraycopy(snapshot.wholes("bases", n), 0, bases, 0, n);
        Flags.copy(snapshot.wholes("granted", n, 0, 1), granted);
        newest = snapshot.whole("newest");
        grant();
    }
}
