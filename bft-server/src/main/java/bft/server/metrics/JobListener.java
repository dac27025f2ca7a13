package bft.server.metrics;

import bft.worker.client.Model;
import bft.worker.verdict.Refusal;
import java.util.OptionalInt;

/** Hears what happens in a job, on the job's thread: be quick, never block. */
public interface JobListener {
    /**
     * A gradient has been taken.
     *
     * @param staleness versions that its base lay behind the newest
     * @param weight how much it counts before the rule
     */
    default void accepted(int worker, long staleness, double weight) {}

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

    /** A step has ended in a new version. */
    default void roundClosed(RoundRecord round) {}

    /**
     * The version that the step ended in.
     *
     * @param model frozen
     */
    default void published(Model model) {}
}
