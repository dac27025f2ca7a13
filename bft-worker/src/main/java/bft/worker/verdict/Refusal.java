package bft.worker.verdict;

/**
 * Why a contribution does not count. The order is the precedence: if several apply, the first is
 * given. These are the protocol's words; a name, once published, stays.
 */
public enum Refusal {
    /** The identity is not one of the job's workers. */
    UNKNOWN_WORKER,
    /** The job takes no more gradients. */
    JOB_ENDED,
    /** The worker already has as many pushes open as it may. */
    TOO_MANY_STREAMS,
    /** The push stood still, or took longer than allowed. */
    TOO_SLOW,
    /** The bytes are not what the protocol says. */
    MALFORMED,
    /** The gradient has fewer or more coordinates than the model. */
    WRONG_DIMENSION,
    /** A coordinate is NaN or infinite. */
    NON_FINITE,
    /** The base version does not exist yet. */
    FUTURE_VERSION,
    /** The base version is too old. */
    STALE_VERSION,
    /** The worker has finished more pushes than it may beyond those of slower workers. */
    TOO_FAR_AHEAD,
    /** The worker has already voted in this round, or on this version. */
    DUPLICATE,
    /** The gradient changes faster along the model's path than those of most workers. */
    LIPSCHITZ_EXCEEDED,
    /** The worker is among those whose gradients were accepted last. */
    TOO_FREQUENT,
    /** The gradient does not agree with the trusted one. */
    LOW_SCORE,
    /** Another process has taken the worker's slot with the same token. */
    SEAT_TAKEN,
    /** The server failed to judge the gradient; no fault of the worker's. */
    NOT_JUDGED
}
