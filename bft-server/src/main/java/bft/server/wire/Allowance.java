package bft.server.wire;

/**
 * What one caller may still ask for, over whichever connections. A round takes a push and a pull,
 * so calls come with versions as well as with time; a version is sent once, and some few times more
 * to callers who lose it on the way. So no caller makes more work than training needs.
 */
final class Allowance {
    private final int share;
    private final TokenBucket calls;
    private final TokenBucket repeats;
    private long version;
    private long sentVersion = -1;
    private int timesSent;

    /**
     * @param share how many there are who call under this identity: the limits are times that
     * @param now nanoseconds of any clock that does not go back
     */
    Allowance(int share, long now) {
        this.share = share;
        calls =
                new TokenBucket(
                        share * WireLimits.CALL_BURST, share * WireLimits.CALLS_PER_SECOND, now);
        repeats =
                new TokenBucket(
                        share * WireLimits.REPEATED_PULL_BURST,
                        share * WireLimits.REPEATED_PULLS_PER_SECOND,
                        now);
    }

    /**
     * Takes a call.
     *
     * @param newest version
     * @return false if it is one too many
     */
    boolean takeCall(long newest, long now) {
        calls.add((double) (newest - version) * share * WireLimits.CALLS_PER_VERSION);
        version = newest;
        return calls.take(now);
    }

    /** Takes a model's being sent; false if that version was sent too often. */
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
