package bft.worker.wire;

/**
 * Asks for a model.
 *
 * @param newerThan the version that the caller has, {@code -1} if none
 * @param waitMillis the longest that the server may hold the call, in [0, {@link
 *     Protocol#MAX_WAIT_MILLIS}]
 */
public record PullRequest(long newerThan, int waitMillis) {}
