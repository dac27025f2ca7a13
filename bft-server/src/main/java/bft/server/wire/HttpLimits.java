package bft.server.wire;

import bft.spec.BadArgument;

/**
 * Limits of what one connection may do in HTTP/2, whoever it belongs to.
 *
 * @param streams open calls
 * @param resets calls that it may reset in 30 s. grpcio clients reset each push that is refused
 *     while they send it, so an honest client may do so once per version.
 * @param controlFrames pings and settings that it may send in 30 s
 * @param unauthenticatedCalls calls without a valid token, after which it is closed
 * @param pingMillis milliseconds between two pings of the server
 */
public record HttpLimits(
        int streams, int resets, int controlFrames, int unauthenticatedCalls, long pingMillis) {
    public static final HttpLimits DEFAULT = new HttpLimits(8, 3_000, 3_000, 16, 15_000);

    /** The time that resets and control frames are counted in. */
    static final int WINDOW_SECONDS = 30;

    public HttpLimits {
        BadArgument.when(
                        streams < 1
                                || resets < 1
                                || controlFrames < 1
                                || unauthenticatedCalls < 1
                                || pingMillis < 1)
                .because(
                        "limits must be >= 1, got streams=%s, resets=%s, control frames=%s, "
                                + "unauthenticated calls=%s, ping=%s ms",
                        streams, resets, controlFrames, unauthenticatedCalls, pingMillis);
    }
}
