package bft.server.core;

import bft.aggregation.admission.Contribution;
import bft.aggregation.state.Snapshot;
import bft.worker.client.Model;
import bft.worker.verdict.Refused;
import bft.worker.verdict.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Collects gradients until they make a step: {@link RoundCollector} in rounds, with one gradient
 * per worker; {@link StreamCollector} one by one, each through a filter. On the job's thread, with
 * its time.
 */
interface Collector {
    /** A version is published: starts to collect gradients for the next. */
    void open(Model newest, long now, long deadlineNanos);

    /** Restarts the time until the deadline. */
    void moveDeadline(long nanos);

    /** A worker has connected, for the first time or again. */
    default void joined(int worker) {}

    /**
     * The members have changed.
     *
     * @param current settings for so many
     * @return the kept gradients of workers that do not count any more
     */
    List<float[]> changed(JobSettings current, long now);

    /**
     * Whether a gradient on this base version comes at the wrong time: in the current state or,
     * while a step is being computed, in the state after it.
     */
    Optional<Refused> untimely(int worker, long baseVersion);

    /** Whether the worker has already submitted. */
    default Optional<Refused> submitted(int worker) {
        return Optional.empty();
    }

    /**
     * The work of filtering a gradient that is timely and finite; empty if it can be {@linkplain
     * #accept accepted} at once.
     */
    default Optional<Filtering> filtering(Contribution contribution) {
        return Optional.empty();
    }

    /** Accepts a gradient that needs no filtering. */
    Verdict accept(Contribution contribution, long now);

    /** Records the outcome for a filtered gradient. */
    void filtered(Filtered filtered, long now);

    /** Whether the gradient of an accepted contribution stays here until the step is done. */
    boolean keeps();

    /** The worker sent a message that no honest worker sends. */
    default void faulty(int worker) {}

    /** A call of the worker makes no progress. */
    default void slow(int worker) {}

    /** Whether the worker has sent nothing when its gradient was due, and nothing since. */
    boolean isSilent(int worker);

    /** Whether the worker may be given the newest version. */
    boolean mayStart(int worker);

    /**
     * The gradients of a step, once it is due; after that none are accepted until {@link #open}.
     */
    Optional<StepInput> poll(long now);

    /**
     * When the quorum of the step that is due was there, in nanoseconds; empty if none is needed.
     */
    default OptionalLong quorumAt() {
        return OptionalLong.empty();
    }

    /** Why the job cannot go on, if it cannot. */
    Optional<String> failure(long now, Failures failures);

    /** When to poll again, in nanoseconds. */
    long wakeAt();

    /** Removes and returns the kept gradients, which are no longer needed. */
    default List<float[]> drain() {
        return List.of();
    }

    /** The gradients that are kept here. */
    default List<float[]> kept() {
        return List.of();
    }

    /** The state of this collector without settings; times relative to now. */
    Snapshot snapshot(long now);

    /**
     * Restores the state in a new collector.
     *
     * @throws IllegalArgumentException naming the field that does not fit
     */
    void restore(Snapshot snapshot, Model newest, long now);
}
