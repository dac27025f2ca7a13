package bft.server.metrics;

import bft.aggregation.admission.Refusal;
import java.util.OptionalInt;

/** Hears what happens in a job, on the job's thread: be quick, never block. */
public interface JobListener {
    /** A gradient has been taken. */
    default void accepted(int worker) {}

    /**
     * A call has been refused.
     *
     * @param worker whose it was; empty if it came without a valid token
     */
    default void refused(OptionalInt worker, Refusal reason) {}

    /** A push was repeated and got its first answer again. */
    default void repeated(int worker) {}

    /** Workers have come or gone. */
    default void connected(int workers) {}

    /** A round has ended in a new version. */
    default void roundClosed(RoundRecord round) {}
}
