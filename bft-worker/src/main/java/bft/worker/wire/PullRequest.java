package bft.worker.wire;

import bft.worker.codec.Codecs;

/**
 * Asks for a model.
 *
 * @param newerThan the version that the caller has, {@code -1} if none
 * @param waitMillis the longest that the server may hold the call, in [0, {@link
 *     Protocol#MAX_WAIT_MILLIS}]
 * @param codec number of the codec for the model, possibly unknown here
 */
public record PullRequest(long newerThan, int waitMillis, int codec) {

    /** Asks for float32. */
    public PullRequest(long newerThan, int waitMillis) {
        this(newerThan, waitMillis, Codecs.FLOAT32.number());
    }
}
