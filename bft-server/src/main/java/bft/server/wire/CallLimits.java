package bft.server.wire;

import bft.spec.BadArgument;

/**
 * Limits of the calls of one caller, across its connections.
 *
 * @param burst calls at once
 * @param perSecond calls per second in the long run, independent of versions
 * @param perVersion additional calls for each new version
 * @param resendsPerMinute how often a version is sent to it again in the long run
 * @param penaltyMillis delay of the refusal of an excess call. Each such call occupies one of its
 *     connection's streams for that time, which bounds the work.
 */
public record CallLimits(
        int burst, int perSecond, int perVersion, int resendsPerMinute, long penaltyMillis) {
    public static final CallLimits DEFAULT = new CallLimits(40, 10, 4, 30, 1_000);

    /** Burst of repeated sendings of a version. */
    static final int RESEND_BURST = 4;

    public CallLimits {
        BadArgument.when(
                        burst < 1
                                || perSecond < 1
                                || perVersion < 1
                                || resendsPerMinute < 1
                                || penaltyMillis < 1)
                .because(
                        "limits must be >= 1, got burst=%s, per second=%s, per version=%s, resends=%s, penalty=%s ms",
                        burst, perSecond, perVersion, resendsPerMinute, penaltyMillis);
    }
}
