package bft.server.core;

import bft.aggregation.admission.Contribution;
import bft.aggregation.state.Snapshot;
import bft.worker.client.Model;
import bft.worker.verdict.Refused;
import bft.worker.verdict.Verdict;
import java.util.List;
import java.util.Optional;

/**
 * What collects gradients until they make a step: {@link RoundCollector} by rounds, one gradient a
 * worker; {@link StreamCollector} one by one, each judged by a filter. On the job's thread, with
 * its time.
 */
interface Collector {
    /** A version is out, and gradients for the next are collected. */
    void open(Model newest, long now, long deadlineNanos);

    /** The time until the deadline begins anew. */
    void moveDeadline(long nanos);

    /** A worker has connected, for the first time or again. */
    void joined(int worker);

    /**
     * Whether a gradient of that base version comes at the wrong time, in the state that is or,
     * while a step is being computed, in the one after it.
     */
    Optional<Refused> untimely(int worker, long baseVersion);

    /** Whether the worker has already submitted. */
    Optional<Refused> submitted(int worker);

    /**
     * The work of judging a gradient that is timely and finite; empty if it can be {@linkplain
     * #accept accepted} at once.
     */
    Optional<Filtering> filtering(Contribution contribution);

    /** Accepts a gradient that needs no filtering. */
    Verdict accept(Contribution contribution, long now);

    /** Takes note of a gradient that was filtered. */
    void filtered(Filtered filtered, long now);

    /** Whether the gradient of an accepted contribution stays here until the step is done. */
    boolean keeps();

    /** The worker sent what no honest worker sends. */
    void faulty(int worker);

    /** A call of the worker stands still. */
    void slow(int worker);

    /** Whether the worker may be given the newest version. */
    boolean mayStart(int worker);

    /** The gradients of a step, once it is due; nothing is taken after that until {@link #open}. */
    Optional<StepInput> poll(long now);

    /** Why the job cannot go on. */
    Optional<String> failure(long now, Failures failures);

    /** When to ask again, in nanoseconds. */
    long wakeAt();

    /** The gradients that are kept here, which nobody needs any more: forgets them. */
    List<float[]> drain();

    /** The gradients that are kept here. */
    List<float[]> kept();

    /** Everything above but the settings; times relative to now. */
    Snapshot snapshot(long now);

    /**
     * Replaces everything, in a new collector.
     *
     * @throws IllegalArgumentException naming the field that does not fit
     */
    void restore(Snapshot snapshot, Model newest, long now);
}
