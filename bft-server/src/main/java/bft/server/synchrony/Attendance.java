package bft.server.synchrony;

/** Which workers are there now, and which have ever been. */
public final class Attendance {
    private final boolean[] here;
    private final boolean[] seen;
    private int present;

    /**
     * @param n workers, none of them there
     */
    public Attendance(int n) {
        here = new boolean[n];
        seen = new boolean[n];
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
     * Whether somebody who is there may still vote in the round. The very first round waits also
     * for those who have never been, so that whoever starts slowly has a part in it.
     */
    public boolean isAwaitedBy(Round round) {
        for (int worker = 0; worker < here.length; worker++) {
            boolean yetToCome = round.number() == 0 && !seen[worker];
            if (!round.hasSpent(worker) && (here[worker] || yetToCome)) {
                return true;
            }
        }
        return false;
    }
}
