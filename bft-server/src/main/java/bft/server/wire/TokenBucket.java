package bft.server.wire;

/** A token bucket: a number of tokens at once, and a rate per second in the long run. */
final class TokenBucket {
    private final double capacity;
    private final double perSecond;
    private double tokens;
    private long filledNanos;

    /**
     * A full bucket.
     *
     * @param capacity most tokens that it holds
     * @param perSecond tokens added per second
     * @param now nanoseconds of any clock that does not go back
     */
    TokenBucket(double capacity, double perSecond, long now) {
        this.capacity = capacity;
        this.perSecond = perSecond;
        this.tokens = capacity;
        this.filledNanos = now;
    }

    /** Adds tokens, up to the capacity. */
    void add(double more) {
        tokens = Math.min(capacity, tokens + more);
    }

    /** Takes one token; false if there is none. */
    boolean take(long now) {
        add(perSecond * (now - filledNanos) / 1e9);
        filledNanos = now;
        boolean has = tokens >= 1;
        tokens -= has ? 1 : 0;
        return has;
    }
}
