package bft.server.synchrony;

import java.util.ArrayList;
import java.util.List;

/**
 * What one round has seen: who voted with which gradient, and who has lost the vote. Each worker
 * spends its vote once, with a gradient or with a fault.
 */
public final class Round {
    private final long number;
    private final long openedNanos;
    private final int quorum;
    private final float[][] gradients;
    private final boolean[] spent;
    private final boolean[] late;
    private int votes;
    private int forfeits;
    private long quorumNanos;
    private long deadlineNanos;

    /**
     * @param number of the round, counted from 0: the version whose gradients it collects
     * @param n workers
     * @param quorum gradients needed
     */
    public Round(long number, int n, int quorum, long openedNanos, long deadlineNanos) {
        this.number = number;
        this.quorum = quorum;
        this.openedNanos = openedNanos;
        this.deadlineNanos = deadlineNanos;
        this.gradients = new float[n][];
        this.spent = new boolean[n];
        this.late = new boolean[n];
    }

    public boolean hasSpent(int worker) {
        return spent[worker];
    }

    /** Whether the worker spent its vote, well or badly, without letting the round wait. */
    public boolean wasInTime(int worker) {
        return spent[worker] && !late[worker];
    }

    /** Takes a worker's vote; the gradient is kept, not copied. */
    public void vote(int worker, float[] gradient, long now) {
        spend(worker);
        gradients[worker] = gradient;
        votes++;
        if (votes == quorum) {
            quorumNanos = now;
        }
    }

    /** The worker was caught at a fault: the round waits for it no longer. */
    public void forfeit(int worker) {
        spend(worker);
        forfeits++;
    }

    /** A call of the worker stands still: the round waits for it no longer, and takes its vote. */
    public void giveUp(int worker) {
        late[worker] = true;
    }

    /** Whether the worker may still vote and has not let the round wait. */
    public boolean waitsFor(int worker) {
        return !spent[worker] && !late[worker];
    }

    private void spend(int worker) {
        if (spent[worker]) {
            throw new IllegalArgumentException(
                    "worker " + worker + " has spent its vote of round " + number);
        }
        spent[worker] = true;
    }

    /** The workers that voted, in ascending order: the order of the rows. */
    public List<Integer> voters() {
        List<Integer> voters = new ArrayList<>(votes);
        for (int worker = 0; worker < gradients.length; worker++) {
            if (gradients[worker] != null) {
                voters.add(worker);
            }
        }
        return voters;
    }

    /** The gradients, one row a voter, in the order of {@link #voters}; not copied. */
    public float[][] rows() {
        return voters().stream().map(worker -> gradients[worker]).toArray(float[][]::new);
    }

    /** How many votes there can still be in the end, were every silent worker to vote. */
    public int reachable() {
        return gradients.length - forfeits;
    }

    public boolean hasQuorum() {
        return votes >= quorum;
    }

    public long number() {
        return number;
    }

    public int votes() {
        return votes;
    }

    public long openedNanos() {
        return openedNanos;
    }

    /** When the quorum was reached; meaningless before. */
    public long quorumNanos() {
        return quorumNanos;
    }

    public long deadlineNanos() {
        return deadlineNanos;
    }

    /** Moves the deadline, as the first round does when its quorum has joined. */
    public void moveDeadline(long nanos) {
        deadlineNanos = nanos;
    }
}
