package bft.server.synchrony;

import bft.aggregation.state.Snapshot;
import java.util.Arrays;

/**
 * Which workers are there now, which have ever been, and for which of them a round is held open. A
 * worker that let a round wait in vain is not waited for again until it has submitted, in time and
 * in a row, in 1 round after its first miss, 3 after its second, then 7, 15 and so on up to {@value
 * #MAX_PENALTY}. So in R rounds a worker, whatever it does, costs the others the grace time at most
 * 10 + R / {@value #MAX_PENALTY} times. Its gradients count as anybody's, waited for or not.
 */
public final class Attendance {
    private static final int MAX_PENALTY = 1_023;
    private static final String KIND = "attendance";

    private final boolean[] here;
    private final boolean[] seen;
    private final int[] penalty;
    private final int[] due;
    private int present;

    /** The round that waits for those who have never been. */
    private long first;

    /**
     * @param n workers, none of them there
     */
    public Attendance(int n) {
        here = new boolean[n];
        seen = new boolean[n];
        penalty = new int[n];
        due = new int[n];
    }

    /** A worker has come; whether it was not there before. */
    public boolean arrive(int worker) {
        boolean isNew = !here[worker];
        here[worker] = true;
        seen[worker] = true;
        present += isNew ? 1 : 0;
        return isNew;
    }

    /** A worker has gone; whether it was there before. */
    public boolean depart(int worker) {
        boolean was = here[worker];
        here[worker] = false;
        present -= was ? 1 : 0;
        return was;
    }

    /**
     * Nobody is there any more, and whoever was is expected back: the next round waits for all as
     * the very first did.
     *
     * @param round the number of the next round
     */
    public void expectAll(long round) {
        Arrays.fill(here, false);
        Arrays.fill(seen, false);
        present = 0;
        first = round;
    }

    /** How many are there. */
    public int present() {
        return present;
    }

    /**
     * Whether somebody who is there may still submit in the round, and is waited for. The first
     * round, of a job or after a restart, waits also for those who have never been, so that whoever
     * starts slowly has a part in it.
     */
    public boolean isAwaitedBy(Round round) {
        for (int worker = 0; worker < here.length; worker++) {
            boolean yetToCome = round.number() == first && !seen[worker];
            boolean isReliable = due[worker] == 0;
            if (isReliable && !round.isDoneWith(worker) && (here[worker] || yetToCome)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Takes note of who submitted in time, be it a fault. Whoever did not has missed the round,
     * there or not: coming and going would otherwise make every round wait.
     */
    public void closed(Round round) {
        for (int worker = 0; worker < here.length; worker++) {
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

    /** This as a snapshot. */
    public Snapshot snapshot() {
        return Snapshot.of(KIND)
                .with("here", Flags.toLongs(here))
                .with("seen", Flags.toLongs(seen))
                .with("penalty", Arrays.stream(penalty).asLongStream().toArray())
                .with("due", Arrays.stream(due).asLongStream().toArray())
                .with("first", first)
                .build();
    }

    /**
     * The attendance in a snapshot.
     *
     * @throws IllegalArgumentException naming the field that does not fit
     */
    public static Attendance of(Snapshot snapshot, int n) {
        snapshot.expecting(KIND).holding("here", "seen", "penalty", "due", "first");
        var attendance = new Attendance(n);
        attendance.first = snapshot.whole("first", 0, Long.MAX_VALUE);
        Flags.copy(snapshot.wholes("here", n, 0, 1), attendance.here);
        Flags.copy(snapshot.wholes("seen", n, 0, 1), attendance.seen);
        long[] penalty = snapshot.wholes("penalty", n, 0, MAX_PENALTY);
        long[] due = snapshot.wholes("due", n, 0, MAX_PENALTY);
        for (int worker = 0; worker < n; worker++) {
            attendance.penalty[worker] = (int) penalty[worker];
            attendance.due[worker] = (int) due[worker];
            attendance.present += attendance.here[worker] ? 1 : 0;
        }
        return attendance;
    }
}
