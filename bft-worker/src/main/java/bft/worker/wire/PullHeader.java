package bft.worker.wire;

/**
 * First frame of the answer to a pull.
 *
 * @param version of the newest model, -1 if there never was one; data follows only if it is newer
 *     than what the caller has
 * @param dimension d, as in the contract
 * @param message for people, may be empty
 */
public record PullHeader(long version, int dimension, JobPhase state, String message) {}
