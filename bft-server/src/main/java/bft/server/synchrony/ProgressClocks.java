package bft.server.synchrony;

import bft.aggregation.state.Snapshot;
import java.util.Arrays;

/**
 * How far workers are ahead. A worker is ahead by the pushes that it has finished (those that were
 * judged by their data, whether they counted or not) less those of the (f+1)-th slowest worker, so
 * that f sleepers hold nobody up. Who has finished a gradient on the newest version is not slow,
 * however few it has finished: it waits for a version, not the others for it. And who joins late
 * starts level with the (f+1)-th slowest.
 *
 * <p>So as long as n-f workers go on nobody waits for ever: among the f+1 slowest is one of them,
 * which may go on, or has finished with the newest version and is none of the slowest.
 *
 * <p>Whoever was allowed to start may push what it started, even if it has been found too far ahead
 * since: the newest version changes, and with it who is slow.
 */
public final class ProgressClocks {
    private static final long NOT_SLOW = Long.MAX_VALUE;
    private static final String KIND = "leads";

    private final int f;
    private final long maxClockGap;
    private final long[] finished;
    private final long[] bases;
    private final boolean[] granted;
    private long newest;
    private long slowest;

    /**
     * @param n workers
     * @param f of them that may be Byzantine
     * @param maxClockGap pushes that a worker may be ahead
     */
    public ProgressClocks(int n, int f, long maxClockGap) {
        this.f = f;
        this.maxClockGap = maxClockGap;
        finished = new long[n];
        bases = new long[n];
        granted = new boolean[n];
        Arrays.fill(bases, -1);
        Arrays.fill(granted, true);
        slowest = NOT_SLOW;
    }

    /** A worker has come, for the first time or again. */
    public void joined(int worker) {
        long[] sorted = finished.clone();
        Arrays.sort(sorted);
        finished[worker] = Math.max(finished[worker], sorted[f]);
        grant();
    }

    /** A push has been judged by its data. */
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

    /** How far a worker is ahead: negative if it is among the slowest, 0 if nobody is slow. */
    public long gap(int worker) {
        return slowest == NOT_SLOW ? 0 : finished[worker] - slowest;
    }

    /** Whether a worker may be given the newest version. */
    public boolean mayStart(int worker) {
        return maxClockGap == Synchrony.UNBOUNDED || gap(worker) <= maxClockGap;
    }

    /** Whether a worker may push: it may start, or could when it did. */
    public boolean mayPush(int worker) {
        return granted[worker];
    }

    /** Whether a worker has finished with the newest version. */
    public boolean isDone(int worker) {
        return bases[worker] == newest;
    }

    /** Once a change, O(n log n) where the gap is bounded and O(n) where they are not. */
    private void grant() {
        slowest = maxClockGap == Synchrony.UNBOUNDED ? NOT_SLOW : slowestButF();
        for (int worker = 0; worker < granted.length; worker++) {
            granted[worker] |= mayStart(worker);
        }
    }

    private long slowestButF() {
        long[] sorted = new long[finished.length];
        for (int worker = 0; worker < sorted.length; worker++) {
            sorted[worker] = isDone(worker) ? NOT_SLOW : finished[worker];
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
     * Replaces what is known of the workers by what is in a snapshot.
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
