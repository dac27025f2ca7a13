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

/** The job as the calls see it; on the job's thread if nothing else is said. */
public interface JobPort {
    /** The time in nanoseconds, which stands still while the process does; from any thread. */
    long now();

    /** What the caller has to know. */
    Contract contract(Caller caller);

    /** The worker has its slot. */
    void connected(int worker);

    /** The worker has lost or left its slot. */
    void disconnected(int worker);

    /** The answer to a push that is certain before its data; empty if there is none. */
    Optional<Verdict> announced(Announcement push);

    /**
     * A call of the worker stands still: rounds stop waiting for it, and take its gradient all the
     * same if it comes in time.
     */
    void slow(int worker);

    /**
     * Hands a gradient over; the answer comes by {@link PushPullService#answered}. The row comes
     * back to the pool when the job is done with it.
     *
     * @param firstNonFinite index of the first NaN or infinity in it, -1 if there is none
     */
    void pushed(Announcement push, float[] gradient, int firstNonFinite);

    /** Whether the worker may be given the newest version, or is too far ahead for it. */
    boolean mayStart(int worker);

    /**
     * A call was refused without the job.
     *
     * @param worker whose; empty if nobody's or an observer's
     */
    void refused(OptionalInt worker, Refused refused);

    /** The newest version. */
    PublishedModel newest();

    /** The learning rate at a version; empty where the job tells none. */
    OptionalDouble rate(long version);

    /** Versions that a gradient may lie behind the newest. */
    long maxStaleness();

    /** Where the job stands. */
    JobPhase phase();

    /** For people: why the job failed, or what it waits for; may be empty. */
    String message();

    /** The job at a glance, which costs a look at every worker. */
    ServerStatus status();
}
