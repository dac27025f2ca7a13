package bft.aggregation.admission.filter;

import bft.aggregation.admission.Admission;
import bft.aggregation.admission.AdmissionFilter;
import bft.aggregation.admission.Admitted;
import bft.aggregation.admission.Contribution;
import bft.aggregation.admission.Rejected;
import bft.aggregation.admission.Rejection;
import bft.aggregation.state.Snapshot;
import bft.aggregation.state.Snapshotable;
import bft.spec.BadArgument;
import java.util.Arrays;
import java.util.function.LongFunction;

/**
 * Rejects gradients of a worker that sent one of the last 2f accepted gradients.
 *
 * <p>So any 2f+1 successive accepted gradients come from 2f+1 workers, and fewer than half of these
 * are Byzantine. Requires n >= 3f + 1, or the honest workers could not continue without the others.
 * Cost O(f) time and space.
 *
 * <p>Damaskinos et al., ICML 2018, Kardam's frequency filter: no f workers may have sent more than
 * f of the last 2f accepted gradients and the candidate. The paper has the same cost: at n = 3f + 1
 * with f silent workers the others must alternate, and even without faulty workers it rejects about
 * 2f/n of the gradients that arrive in random order, 60 % at n=10, f=3. {@link
 * bft.aggregation.admission.buffer.VoteBuffer} bounds the same share by one vote per worker and
 * rejects nothing, which is why the two are not combined by default.
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
        BadArgument.when(f < 0 || n < 3 * f + 1)
                .because("the frequency filter needs n >= 3f+1 and f >= 0, got n=%s, f=%s", n, f);
        this.n = n;
        recent = new int[2 * f];
        Arrays.fill(recent, NOBODY);
    }

    /**
     * Decides by the sender only. A gradient that passes counts as accepted, so this filter must be
     * the last of a chain.
     */
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

    /** From the oldest to the newest, -1 for none yet. */
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
}
