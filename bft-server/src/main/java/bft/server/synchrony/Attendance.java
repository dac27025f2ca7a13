package bft.server.synchrony;

import bft.aggregation.state.Snapshot;
import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * Which workers are connected now, which have ever been, and which of them a round waits for. After
 * a worker misses a round that waited for it, rounds do not wait for it until it has submitted in
 * time in a number of consecutive rounds: 1 after its first miss, 3 after its second, then 7, 15
 * and so on up to {@value #MAX_PENALTY}. So in R rounds a worker, whatever it does, delays the
 * others by the grace period at most 10 + R / {@value #MAX_PENALTY} times. Its gradients always
 * count like any others.
 */
public final class Attendance {
    private static final int MAX_PENALTY = 1_023;
    private static final String KIND = "attendance";

    private final boolean[] here;
    private final boolean[] seen;
    private final int[] penalty;
    private final int[] due;
    private int present;

    /** The worker for which a round was last found to wait. */
    private int awaited;

    /** The round that also waits for workers that have never connected. */
    private long first;

    /**
     * @param n workers, none of them connected
     */
    public Attendance(int n) {
        here = new boolean[n];
        seen = new boolean[n];
        penalty = new int[n];
        due = new int[n];
    }

    /** A worker has connected; returns whether it was not connected before. */
    public boolean arrive(int worker) {
        boolean isNew = !here[worker];
        here[worker] = true;
        seen[worker] = true;
        present += isNew ? 1 : 0;
        return isNew;
    }

    /** A worker has disconnected; returns whether it was connected before. */
    public boolean depart(int worker) {
        boolean was = here[worker];
        here[worker] = false;
        present -= was ? 1 : 0;
        return was;
    }

    /**
     * No worker is connected any more, and all are expected to reconnect: the next round waits for
     * all, as the first one did.
     *
     * @param round the number of the next round
     */
    public void expectAll(long round) {
        Arrays.fill(here, false);
        Arrays.fill(seen, false);
        present = 0;
        first = round;
    }

    /** Whether the worker is connected. */
    public boolean isHere(int worker) {
        return here[worker];
    }

    /** Whether the worker has missed the last round. */
    public boolean isSilent(int worker) {
        return due[worker] > 0 && due[worker] == penalty[worker];
    }

    /** How many workers are connected. */
    public int present() {
        return present;
    }

    /**
     * Whether the round waits for a connected worker that may still submit. The first round of a
     * job or after a restart also waits for workers that have never connected, so that slow
     * starters can take part in it. The search begins where the last one ended, so that the events
     * of a round together look at each worker about once.
     *
     * @param counts which workers' gradients count
     */
    public boolean isAwaitedBy(Round round, IntPredicate counts) {
        for (int i = 0; i < here.length; i++) {
            int worker = (awaited + i) % here.length;
            if (counts.test(worker) && isAwaited(worker, round)) {
                awaited = worker;
                return true;
            }
        }
        return false;
    }

    private boolean isAwaited(int worker, Round round) {
        boolean yetToCome = round.number() == first && !seen[worker];
        boolean isReliable = due[worker] == 0;
        return isReliable && !round.isDoneWith(worker) && (here[worker] || yetToCome);
    }

    /**
     * Records which workers submitted in time, faulty submissions included. All others have missed
     * the round, connected or not: otherwise a worker could make every round wait by reconnecting.
     * Nothing changes for workers that were excused.
     *
     * @param counts which workers' gradients count; nothing changes for the others
     */
    public void closed(Round round, IntPredicate counts) {
        for (int worker = 0; worker < here.length; worker++) {
            if (!counts.test(worker) || round.isExcused(worker)) {
                continue;
            }
            if (round.wasInTime(worker)) {
                due[worker] = Math.max(0, due[worker] - 1);
            } else {
                if (due[worker] == 0) {
                    penalty[worker] = Math.min(2 * penalty[worker] + 1, MAX_PENALTY);
                }
                due[worker] = penalty[worker];
            }
        }
    }

    /** A round has passed its deadline: those that have not submitted have missed it. */
    public void overdue(Round round, IntPredicate counts) {
        for (int worker = 0; worker < here.length; worker++) {
            if (counts.test(worker) && !round.hasSubmitted(worker)) {
                penalty[worker] = Math.max(1, penalty[worker]);
                due[worker] = penalty[worker];
            }
        }
    }

    /** This as a snapshot. */
    public Snapshot snapshot() {
        return Snapshot.of(KIND)
                .with("connected", Flags.toLongs(here))
                .with("seen", Flags.toLongs(seen))
                .with("penalty", Arrays.stream(penalty).asLongStream().toArray())
                .with("absences-due", Arrays.stream(due).asLongStream().toArray())
                .with("first", first)
                .build();
    }

    /**
     * The attendance in a snapshot.
     *
     * @throws IllegalArgumentException naming the field that does not fit
     */
    public static Attendance of(Snapshot snapshot, int n) {
        snapshot.expecting(KIND).holding("connected", "seen", "penalty", "absences-due", "first");
        var attendance = new Attendance(n);
        attendance.first = snapshot.whole("first", 0, Long.MAX_VALUE);
        Flags.copy(snapshot.wholes("connected", n, 0, 1), attendance.here);
        Flags.copy(snapshot.wholes("seen", n, 0, 1), attendance.seen);
        long[] penalty = snapshot.wholes("penalty", n, 0, MAX_PENALTY);
        long[] due = snapshot.wholes("absences-due", n, 0, MAX_PENALTY);
        for (int worker = 0; worker < n; worker++) {
            attendance.penalty[worker] = (int) penalty[worker];
            attendance.due[worker] = (int) due[worker];
            attendance.present += attendance.here[worker] ? 1 : 0;
        }
        return attendance;
    }
}
