package bft.aggregation.admission.filter;

import bft.aggregation.admission.Admission;
import bft.aggregation.admission.AdmissionFilter;
import bft.aggregation.admission.Admitted;
import bft.aggregation.admission.Contribution;
import bft.aggregation.admission.Rejected;
import bft.aggregation.admission.Rejection;
import bft.aggregation.state.Snapshot;
import bft.aggregation.state.Snapshotable;
import java.util.Arrays;
import java.util.function.LongFunction;

/**
 * Refuses a worker that is among the senders of the last 2f accepted gradients.
 *
 * <p>So any 2f+1 gradients accepted in a row come from as many workers, and the Byzantine ones are
 * fewer than half of them. Requires n >= 3f + 1, or honest workers alone could not go on. Cost O(f)
 * time and space.
 *
 * <p>Damaskinos et al., ICML 2018, Kardam's frequency filter: no f workers may hold more than f of
 * the last 2f accepted places and the candidate's. The price is the paper's too: at n = 3f + 1 with
 * f silent workers the others must take turns, and even with nobody faulty it refuses about 2f/n of
 * what comes in random order, 60 % at n=10, f=3. {@link
 * bft.aggregation.admission.buffer.VoteBuffer} bounds the same share by one vote a worker and
 * refuses nothing, which is why the two are not on together by default.
 */
public final class FrequencyFilter implements AdmissionFilter, Snapshotable {
    private static final int NOBODY = -1;

    private final int n;

    /** Senders of the last 2f accepted gradients, the oldest at {@code next}. */
    private final int[] recent;

    private int next;

    /**
     * @throws IllegalArgumentException unless n >= 3f+1 and f >= 0
     */
    public FrequencyFilter(int n, int f) {
        if (f < 0 || n < 3 * f + 1) {
            throw new IllegalArgumentException(
                    "the frequency filter needs n >= 3f+1 and f >= 0, got n=" + n + ", f=" + f);
        }
        this.n = n;
        recent = new int[2 * f];
        Arrays.fill(recent, NOBODY);
    }

    /** Judges by the sender alone. What passes counts as accepted, so it comes last in a chain. */
    @Override
    public Admission admit(Contribution contribution, LongFunction<float[]> modelAt) {
        int worker = contribution.worker();
        if (!admits(worker)) {
            return rejected(worker);
        }
        accepted(worker);
        return new Admitted(1);
    }

    boolean admits(int worker) {
        for (int other : recent) {
            if (other == worker) {
                return false;
            }
        }
        return true;
    }

    Rejected rejected(int worker) {
        return new Rejected(
                Rejection.TOO_FREQUENT,
                "worker " + worker + " sent one of the last " + recent.length + " accepted");
    }

    void accepted(int worker) {
        if (recent.length > 0) {
            recent[next] = worker;
            next = (next + 1) % recent.length;
        }
    }

    /** From the oldest to the last, -1 for nobody yet. */
    private long[] senders() {
        var senders = new long[recent.length];
        Arrays.setAll(senders, i -> recent[(next + i) % recent.length]);
        return senders;
    }

    @Override
    public Snapshot snapshot() {
        return Snapshot.of("frequency").with("senders", senders()).build();
    }

    @Override
    public Runnable restoring(Snapshot snapshot, int dimension) {
        snapshot.expecting("frequency").holding("senders");
        long[] senders = snapshot.wholes("senders", recent.length, NOBODY, n - 1);
        return () -> {
            next = 0;
            Arrays.setAll(recent, i -> (int) senders[i]);
        };
    }

    @Override
    public String toString() {
        return "frequency" + Arrays.toString(senders());
    }
}
