package bft.worker.wire;

import java.util.OptionalDouble;

/**
 * First frame of the answer to a pull.
 *
 * @param version of the newest model, -1 if there never was one; data follows only if it is newer
 *     than the caller's version
 * @param dimension d, as in the contract
 * @param message for people, may be empty
 * @param rate the learning rate at that version, finite and at least 0; empty if the server does
 *     not send it
 * @param codec number of the codec of the data
 */
public record PullHeader(
        long version,
        int dimension,
        JobPhase state,
        String message,
        OptionalDouble rate,
        int codec) {}
