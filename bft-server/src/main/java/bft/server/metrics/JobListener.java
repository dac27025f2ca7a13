package bft.server.metrics;

import bft.worker.client.Model;
import bft.worker.verdict.Refusal;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.OptionalInt;

/**
 * Is notified of a job's events, on the job's thread: implementations must be quick and never
 * block.
 */
public interface JobListener {
    /**
     * A gradient has been accepted.
     *
     * @param staleness how many versions its base was behind the newest
     * @param weight its weight before the rule
     */
    default void accepted(int worker, long staleness, double weight) {}

    /**
     * A call has been refused.
     *
     * @param worker the caller; empty if the call was unauthenticated
     */
    default void refused(OptionalInt worker, Refusal reason) {}

    /** A gradient has been accepted or refused for what it contains. */
    default void answered(AnsweredGradient gradient) {}

    /**
     * Whether it keeps the gradients that were answered: then the job never reuses their memory.
     */
    default boolean keepsGradients() {
        return false;
    }

    /** Whether the distances between the gradients of the next step should be measured. */
    default boolean wantsDistances() {
        return false;
    }

    /**
     * The distances between the gradients of a step.
     *
     * @param round the version that the step started from
     * @param workers the senders of the rows; -1 for a row that combines several workers' gradients
     * @param distances Euclidean, between each two rows; NaN for a row that is not finite
     */
    default void distances(long round, List<Integer> workers, double[][] distances) {}

    /** A push was repeated and got the same answer again. */
    default void repeated(int worker) {}

    /** Workers have connected or disconnected. */
    default void connected(int workers) {}

    /** What the job tolerates, which may have changed. */
    default void tolerance(Tolerance tolerance) {}

    /**
     * A round has closed that needed a quorum.
     *
     * @param waitedNanos from the opening of the round until the quorum was there
     */
    default void quorum(long waitedNanos) {}

    /** A deadline has passed without a step, and the job waits for more workers. */
    default void waits(Tolerance tolerance) {}

    /** A step has ended in a new version. */
    default void roundClosed(RoundRecord round) {}

    /**
     * A step has made a version.
     *
     * @param model frozen
     */
    default void published(Model model) {}

    /**
     * The operator asks how the job is.
     *
     * @param details receives what this listener knows
     */
    default void health(JsonObject details) {}
}
