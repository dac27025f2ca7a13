package bft.server.core;

import bft.aggregation.admission.Verdict;
import java.util.Optional;

/**
 * The last answer to each worker, by sequence number, so that a push whose answer was lost can be
 * repeated and is neither counted twice nor answered differently. One answer a worker is kept.
 */
public final class Answers {
    private final long[] sequences;
    private final Verdict[] verdicts;

    /**
     * @param n workers
     */
    public Answers(int n) {
        sequences = new long[n];
        verdicts = new Verdict[n];
    }

    /** The answer given to this very push before, if it was the worker's last. */
    public Optional<Verdict> given(int worker, long sequence) {
        return sequence == sequences[worker]
                ? Optional.ofNullable(verdicts[worker])
                : Optional.empty();
    }

    /** Whether a later push of the worker has been answered already. */
    public boolean isPast(int worker, long sequence) {
        return sequence < sequences[worker];
    }

    /** Keeps an answer in place of the worker's last. */
    public void remember(int worker, long sequence, Verdict verdict) {
        sequences[worker] = sequence;
        verdicts[worker] = verdict;
    }

    /** Sequence number of the last answer, 0 before the first. */
    public long lastSequence(int worker) {
        return sequences[worker];
    }
}
