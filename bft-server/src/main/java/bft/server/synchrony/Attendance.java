package bft.server.synchrony;

/**
 * Which workers are there now, which have ever been, and for which of them a round is held open. A
 * worker that let a round wait in vain is not waited for again until it has voted, in time and in a
 * row, in 1 round after its first miss, 3 after its second, then 7, 15 and so on up to {@value
 * #MAX_PENALTY}. So in R rounds a worker, whatever it does, costs the others the grace time at most
 * 10 + R / {@value #MAX_PENALTY} times. Its votes count as anybody's, waited for or not.
 */
public final class Attendance {
    private static final int MAX_PENALTY = 1_023;

    private final boolean[] here;
    private final boolean[] seen;
    private final int[] penalty;
    private final int[] due;
    private int present;

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

    /** How many are there. */
    public int present() {
        return present;
    }

    /**
     * Whether somebody who is there may still vote in the round, and is waited for. The very first
     * round waits also for those who have never been, so that whoever starts slowly has a part in
     * it.
     */
    public boolean isAwaitedBy(Round round) {
        for (int worker = 0; worker < here.length; worker++) {
            boolean yetToCome = round.number() == 0 && !seen[worker];
            boolean isReliable = due[worker] == 0;
            if (isReliable && round.waitsFor(worker) && (here[worker] || yetToCome)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Takes note of who spent its vote in time, be it for a fault. Whoever did not has missed the
     * round, there or not: coming and going would otherwise make every round wait.
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
}
