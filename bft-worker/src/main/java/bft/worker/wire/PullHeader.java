package bft.worker.wire;

import java.util.OptionalDouble;
import java.util.OptionalInt;

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
 * @param checksum of the model, as {@link Chunks#checksum} has it; with a delta only
 */
public record PullHeader(
        long version,
        int dimension,
        JobPhase state,
        String message,
        OptionalDouble rate,
        int codec,
        OptionalInt checksum) {

    /** Without a checksum. */
    public PullHeader(
            long version,
            int dimension,
            JobPhase state,
            String message,
            OptionalDouble rate,
            int codec) {
        this(version, dimension, state, message, rate, codec, OptionalInt.empty());
    }

    /** The same with a checksum, or without. */
    public PullHeader checkedBy(OptionalInt sum) {
        return new PullHeader(version, dimension, state, message, rate, codec, sum);
    }
}
