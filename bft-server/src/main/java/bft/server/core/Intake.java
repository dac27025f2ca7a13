package bft.server.core;

import bft.aggregation.admission.Contribution;
import bft.aggregation.admission.Refused;
import bft.aggregation.admission.Verdict;
import bft.worker.client.Model;
import java.util.List;
import java.util.Optional;

/**
 * What collects gradients until they make a step: {@link RoundIntake} by rounds with one vote a
 * worker, {@link StreamIntake} one by one as they come. On the job's thread, with its time.
 */
interface Intake {
    /** A version is out, and gradients for the next are collected. */
    void open(Model newest, long now, long deadlineNanos);

    /** The time until the deadline begins anew. */
    void moveDeadline(long nanos);

    /** A worker has taken its seat, for the first time or again. */
    void joined(int worker);

    /**
     * Whether a gradient of that base version comes at the wrong time, in the state that is or,
     * while a step is being computed, in the one after it.
     */
    Optional<Refused> untimely(int worker, long baseVersion);

    /** Whether the worker has had its vote. */
    Optional<Refused> spent(int worker);

    /** Judges a gradient that is timely and finite, and takes it if it counts. */
    Verdict take(Contribution contribution, long now);

    /** Whether the gradient of an accepted contribution stays here until {@link #empty}. */
    boolean keeps();

    /**
     * The worker was caught at something.
     *
     * @param isFault what no honest worker does; else it was slow
     */
    void caught(int worker, boolean isFault);

    /** Whether the worker may be given the newest version. */
    boolean mayStart(int worker);

    /** The gradients of a step, once it is due; nothing is taken after that until {@link #open}. */
    Optional<Batch> poll(long now);

    /** Why the job cannot go on. */
    Optional<String> failure(long now, Failures failures);

    /** When to ask again, in nanoseconds. */
    long wakeAt();

    /** The gradients that were kept, which nobody needs any more. */
    List<float[]> empty();
}
