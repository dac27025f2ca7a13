package bft.server.synchrony;

import bft.aggregation.state.Snapshot;
import bft.spec.BadArgument;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The state of one round: the gradients submitted, the workers that it no longer waits for, and
 * those whose submission was faulty. Each worker submits at most once.
 */
public final class Round {
    private static final String KIND = "round";
    private static final float[] NONE = {};

    private final long number;
    private final long openedNanos;
    private int quorum;
    private final float[][] gradients;
    private final boolean[] submitted;
    private final boolean[] slow;
    private final boolean[] excused;
    private int count;
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
        this.quorumNanos = openedNanos;
        this.deadlineNanos = deadlineNanos;
        this.gradients = new float[n][];
        Arrays.fill(gradients, NONE);
        this.submitted = new boolean[n];
        this.slow = new boolean[n];
        this.excused = new boolean[n];
    }

    /** Whether the worker has submitted, possibly a faulty submission. */
    public boolean hasSubmitted(int worker) {
        return submitted[worker];
    }

    /** Whether the round does not wait for the worker: it has submitted, was slow or is excused. */
    public boolean isDoneWith(int worker) {
        return submitted[worker] || slow[worker] || excused[worker];
    }

    /** The worker does not take part in this round, and misses nothing by it. */
    public void excuse(int worker) {
        excused[worker] = true;
    }

    public boolean isExcused(int worker) {
        return excused[worker];
    }

    /** Whether the worker submitted, faulty or not, before it was found slow. */
    public boolean wasInTime(int worker) {
        return submitted[worker] && !slow[worker];
    }

    /** Accepts a worker's submission; the gradient is kept, not copied. */
    public void submit(int worker, float[] gradient, long now) {
        spend(worker);
        gradients[worker] = gradient;
        count++;
        if (count == quorum) {
            quorumNanos = now;
        }
    }

    /** The worker sent something faulty, which counts as its submission. */
    public void forfeit(int worker) {
        spend(worker);
    }

    /** The worker is slow: the round stops waiting for it, but still accepts its gradient. */
    public void stopWaitingFor(int worker) {
        slow[worker] = true;
    }

    /** The worker's gradient no longer counts; returns it, if it is here. */
    public Optional<float[]> withdraw(int worker) {
        float[] gradient = gradients[worker];
        if (gradient.length == 0) {
            return Optional.empty();
        }
        gradients[worker] = NONE;
        count--;
        return Optional.of(gradient);
    }

    /** Changes how many gradients are needed. */
    public void need(int gradients, long now) {
        boolean had = hasQuorum();
        quorum = gradients;
        if (!had && hasQuorum()) {
            quorumNanos = now;
        }
    }

    private void spend(int worker) {
        BadArgument.when(submitted[worker])
                .because("worker %s has already submitted in round %s", worker, number);
        submitted[worker] = true;
    }

    /** The workers whose gradients have arrived, in ascending order: the order of the rows. */
    public List<Integer> senders() {
        List<Integer> senders = new ArrayList<>(count);
        for (int worker = 0; worker < gradients.length; worker++) {
            if (gradients[worker].length > 0) {
                senders.add(worker);
            }
        }
        return senders;
    }

    /** The gradients, one row per sender, in the order of {@link #senders}; not copied. */
    public float[][] rows() {
        return senders().stream().map(worker -> gradients[worker]).toArray(float[][]::new);
    }

    public boolean hasQuorum() {
        return count >= quorum;
    }

    public long number() {
        return number;
    }

    /** Drops the gradients. */
    public void clear() {
        Arrays.fill(gradients, NONE);
    }

    /** How many gradients have arrived. */
    public int count() {
        return count;
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

    /** This round as a snapshot, which shares the gradients; times relative to now. */
    public Snapshot snapshot(long now) {
        return Snapshot.of(KIND)
                .with("number", number)
                .with("opened", openedNanos - now)
                .with("quorum", quorumNanos - now)
                .with("deadline", deadlineNanos - now)
                .with("submitted", Flags.toLongs(submitted))
                .with("slow", Flags.toLongs(slow))
                .with("excused", Flags.toLongs(excused))
                .with("gradients", gradients)
                .build();
    }

    /**
     * The round in a snapshot.
     *
     * @throws IllegalArgumentException naming the field that does not fit
     */
    public static Round of(Snapshot snapshot, int n, int quorum, int dimension, long now) {
        snapshot.expecting(KIND);
        var round =
                new Round(
                        snapshot.whole("number"),
                        n,
                        quorum,
                        now + snapshot.whole("opened"),
                        now + snapshot.whole("deadline"));
        Flags.copy(snapshot.wholes("submitted", n, 0, 1), round.submitted);
        Flags.copy(snapshot.wholes("slow", n, 0, 1), round.slow);
        if (snapshot.has("excused")) {
            Flags.copy(snapshot.wholes("excused", n, 0, 1), round.excused);
        }
        float[][] gradients = snapshot.rows("gradients", n, dimension);
        for (int worker = 0; worker < n; worker++) {
            round.gradients[worker] = gradients[worker];
            round.count += gradients[worker].length > 0 ? 1 : 0;
        }
        round.quorumNanos = now + snapshot.whole("quorum");
        return round;
    }
}
