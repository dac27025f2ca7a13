package bft.server.wire;

import bft.server.core.Announcement;
import bft.server.model.PublishedModel;
import bft.server.session.Caller;
import bft.worker.verdict.Refused;
import bft.worker.verdict.Verdict;
import bft.worker.wire.Contract;
import bft.worker.wire.JobPhase;
import bft.worker.wire.ServerStatus;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SortedMap;

/** The job's interface for calls; on the job's thread unless stated otherwise. */
public interface JobPort {
    /** The time in nanoseconds, which stops while the process is stopped; from any thread. */
    long now();

    /** The contract for the caller. */
    Contract contract(Caller caller);

    /** The worker has connected. */
    void connected(int worker);

    /** The worker has disconnected or left. */
    void disconnected(int worker);

    /** The worker has said that it leaves, and has disconnected. */
    void left(int worker);

    /**
     * Workers that have one of the places of their owner, with the owner; saved with the job, and
     * changed by {@link bft.server.session.OwnerPlaces}.
     */
    SortedMap<Integer, String> places();

    /** The answer to a push if it is certain before its data; otherwise empty. */
    Optional<Verdict> announced(Announcement push);

    /**
     * A call of the worker makes no progress: rounds stop waiting for it, but still accept its
     * gradient in time.
     */
    void slow(int worker);

    /**
     * Hands over a gradient; the answer comes through {@link PushPullService#answered}. The row
     * returns to the pool when the job is done with it.
     *
     * @param firstNonFinite index of the first NaN or infinity in it, -1 if there is none
     */
    void pushed(Announcement push, float[] gradient, int firstNonFinite);

    /** Whether the worker may get the newest version, or its progress clock is too far ahead. */
    boolean mayStart(int worker);

    /**
     * A call was refused before it reached the job.
     *
     * @param worker the caller; empty if it is unauthenticated or an observer
     */
    void refused(OptionalInt worker, Refused refused);

    /** The newest version. */
    PublishedModel newest();

    /** The learning rate at a version; empty if the job has none. */
    OptionalDouble rate(long version);

    /** How many versions a gradient may be behind the newest. */
    long maxStaleness();

    /** The phase of the job. */
    JobPhase phase();

    /** For people: why the job failed, or what it waits for; may be empty. */
    String message();

    /** The status of the job, in O(n). */
    ServerStatus status();
}
