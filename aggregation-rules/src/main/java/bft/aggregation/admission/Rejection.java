package bft.aggregation.admission;

/**
 * Why a filter rejects a gradient. The order is the precedence: if several reasons apply, the first
 * one is reported.
 */
public enum Rejection {
    /** The worker has already sent a gradient on this version. */
    DUPLICATE,
    /** The gradient changes faster along the model's path than those of most workers. */
    LIPSCHITZ_EXCEEDED,
    /** The worker sent one of the most recently admitted gradients. */
    TOO_FREQUENT,
    /** The gradient does not agree with the trusted one. */
    LOW_SCORE
}
