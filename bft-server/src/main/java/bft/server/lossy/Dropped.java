package bft.server.lossy;

/** Why a datagram is dropped; the first that applies. */
public enum Dropped {
    /** It is not of this format, its data is not of the codec, or it contradicts its push. */
    MALFORMED,
    /** It names no current session of a worker. */
    STRANGER,
    /** Too many datagrams of this session were dropped within a second. */
    LIMITED,
    /** Its HMAC is wrong. */
    FORGED,
    /** Its push has been taken, or is older than the current one. */
    LATE,
    /** Its chunk is beyond the gradient. */
    OUT_OF_RANGE,
    /** Its chunk has come before. */
    DUPLICATE,
    /** No row is free for its gradient. */
    NO_ROOM
}
