package bft.server.wire;

import bft.spec.BadArgument;

/**
 * Limits of a push or a pull. It may take as long as it needs while it makes progress.
 *
 * @param idleMillis pause after which rounds stop waiting for the worker; and longest time for a
 *     call of one message
 * @param stallMillis pause after which it is given up; and time that it may take at any speed
 * @param drainMillis how long a caller that was refused early may go on sending what it announced
 * @param bytesPerSecond average speed below which it is given up after that time
 */
public record TransferLimits(
        long idleMillis, long stallMillis, long drainMillis, long bytesPerSecond) {
    /** Default speed, in bytes per second. */
    public static final int BYTES_PER_SECOND = 65_536;

    public TransferLimits {
        BadArgument.when(idleMillis < 1 || stallMillis < 1 || drainMillis < 1 || bytesPerSecond < 1)
                .because(
                        "limits must be >= 1, got idle=%s ms, stall=%s ms, drain=%s ms, %s bytes/s",
                        idleMillis, stallMillis, drainMillis, bytesPerSecond);
    }

    /** Limits where a refused push may take as long as one that stalls. */
    public TransferLimits(long idleMillis, long stallMillis) {
        this(idleMillis, stallMillis, stallMillis, BYTES_PER_SECOND);
    }
}
