package bft.server.wire;

/**
 * The rate limits of one caller, across its connections. A round needs a push and a pull, so the
 * allowance grows with versions as well as with time; a version is sent once, and a few more times
 * to callers that lose it in transit. So no caller causes more work than training needs.
 */
final class Allowance {
    private static final double SECONDS_PER_MINUTE = 60;

    private final CallLimits limits;
    private final int share;
    private final TokenBucket calls;
    private final TokenBucket repeats;
    private long version;
    private long sentVersion = -1;
    private int timesSent;

    /**
     * @param limits of one caller
     * @param share how many callers share this identity: the limits are multiplied by it
     * @param now nanoseconds of any clock that does not go back
     */
    Allowance(CallLimits limits, int share, long now) {
        this.limits = limits;
        this.share = share;
        calls = new TokenBucket(share * limits.burst(), share * limits.perSecond(), now);
        repeats =
                new TokenBucket(
                        share * CallLimits.RESEND_BURST,
                        share * limits.resendsPerMinute() / SECONDS_PER_MINUTE,
                        now);
    }

    /**
     * Counts a call.
     *
     * @param newest version
     * @return false if it exceeds the limit
     */
    boolean takeCall(long newest, long now) {
        calls.add((double) (newest - version) * share * limits.perVersion());
        version = newest;
        return calls.take(now);
    }

    /** Counts one sending of a model; false if that version was sent too often. */
    boolean takeModel(long sending, long now) {
        if (sending != sentVersion) {
            sentVersion = sending;
            timesSent = 0;
        }
        boolean free = timesSent < share;
        timesSent += free ? 1 : 0;
        return free || repeats.take(now);
    }
}
