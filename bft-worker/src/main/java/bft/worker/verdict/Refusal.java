package bft.worker.verdict;

/**
 * Why a contribution does not count. The order is the precedence: If several apply, the first is
 * given. The names are part of the protocol; a published name never changes.
 */
public enum Refusal {
    /** The identity is not one of the job's workers. */
    UNKNOWN_WORKER,
    /** The job has ended and accepts no more gradients. */
    JOB_ENDED,
    /** The worker already has as many pushes open as it may. */
    TOO_MANY_STREAMS,
    /** The push made no progress for too long, or took longer than allowed. */
    TOO_SLOW,
    /** The bytes do not follow the protocol. */
    MALFORMED,
    /** The gradient has fewer or more coordinates than the model. */
    WRONG_DIMENSION,
    /** A coordinate is NaN or infinite. */
    NON_FINITE,
    /** The base version does not exist yet. */
    FUTURE_VERSION,
    /** The base version is too old. */
    STALE_VERSION,
    /**
     * The worker's progress clock is further ahead of slower workers than the SSP staleness bound
     * allows.
     */
    TOO_FAR_AHEAD,
    /** The worker has already submitted a gradient in this round, or on this version. */
    DUPLICATE,
    /** The gradient changes faster along the model's path than those of most workers. */
    LIPSCHITZ_EXCEEDED,
    /** The worker is among those whose gradients were accepted most recently. */
    TOO_FREQUENT,
    /** The gradient does not agree with the trusted one. */
    LOW_SCORE,
    /** Another process has taken the worker's slot with the same token. */
    SLOT_TAKEN,
    /** The worker's owner has as many workers in the job as one owner may. */
    OWNER_FULL,
    /** The server failed to filter the gradient; the worker is not at fault. */
    FILTER_FAILED
}
